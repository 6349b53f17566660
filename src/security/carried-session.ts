import type { CookieSession } from '../authn/policy.ts';
import type { UserId } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import { findWith } from './policy-calls.ts';

/**
 * Whether the request carries the session of another user in the cookie of a policy: the browser
 * may hold it where a login does not replace it, and would send both from then on.
 */
export function carriesAnother(attempt: Attempt, session: CookieSession, userId: UserId): boolean {
  const { wiring, policy } = attempt;
  const verified = policy?.session === session ? attempt.verified : unaskedIn(attempt, session);
  // A token of another issuer is no session of ours, and is not taken in its place.
  if (verified === null || verified.issuer.name !== null) return false;
  return verified.claims[wiring.userIdClaim] !== userId;
}

/** Verifies the token of a policy that was not asked, because one before it found a credential. */
function unaskedIn(attempt: Attempt, session: CookieSession): Attempt['verified'] {
  const { wiring, now, policy } = attempt;
  if (policy === null) return null;
  const own = wiring.policies.find((one) => one.session === session);
  const token = own === undefined ? null : findWith(own, attempt);
  const verified = typeof token === 'string' ? wiring.verifier.verify(token, now) : null;
  return verified?.ok === true ? verified : null;
}

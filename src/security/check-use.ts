import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import { isId } from '../sessions/live-mark-of.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';

const USED_UP = failure(
  'token_revoked',
  'The token was used as often as it may be: get a new one. A token with uses fits no request that a browser repeats.',
);
const NOT_COUNTED = failure(
  'token_claims_invalid',
  'The token may be used a limited number of times, and nothing counts that here: set revocation.',
);
const UNNAMED = failure(
  'token_claims_invalid',
  'The token may be used a limited number of times, and has no jti by which uses are counted.',
);
const UNAVAILABLE = failure('store_unavailable');

/**
 * Asks whether a token is live that may be used a limited number of times, and counts this use. A
 * token that was revoked is not counted. Nothing is remembered: each request asks the store.
 *
 * @param most - how many uses are allowed
 */
export async function checkUse(
  attempt: Attempt,
  token: VerifiedToken,
  most: number,
): Promise<void> {
  const { wiring, view, now } = attempt;
  const { live } = wiring;
  if (live === null) {
    attempt.failure = NOT_COUNTED;
    return;
  }
  attempt.failure = await live.check(token, now * 1000);
  // A connection asks again whether its token is good, which is no other use.
  if (attempt.failure === null && view.isCountedElsewhere !== true)
    attempt.failure = await count(live, token, most);
}

/** Fails closed: a use that may not have been counted is none. */
async function count(
  live: LiveSessions,
  { claims, issuer }: VerifiedToken,
  most: number,
): Promise<Failure | null> {
  const { jti, exp } = claims;
  if (!isId(jti)) return UNNAMED;
  const id = entryId(issuer.name, jti);
  const until = exp === undefined ? null : (exp + issuer.rules.leeway) * 1000;
  try {
    return (await live.write((store) => store.countUse(id, most, until))) ? null : USED_UP;
  } catch {
    return UNAVAILABLE;
  }
}

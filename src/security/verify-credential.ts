import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { VerifiedToken } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import { latestLogin } from './latest-login.ts';
import { refineWith } from './policy-calls.ts';

const OTHER_KIND = {
  access: failure(
    'token_type_refused',
    'This is an access token, and a session token is expected here: call remember, whose cookie ' +
      'slides, or set accepts: ["session", "access"] in cookiePolicy.',
  ),
  session: failure(
    'token_type_refused',
    'This is the session token of a cookie, and an access token is expected here: make one with ' +
      'createToken.',
  ),
  refresh: failure(
    'token_type_refused',
    'This is a refresh token, and it opens nothing by itself: pass it to refreshTokens, and send ' +
      'the access token that comes back.',
  ),
};

/** Verifies the token, or those of several cookies, and checks its kind. */
export function verifyCredential(attempt: Attempt): void {
  const { wiring, policy } = attempt;
  const token = attempt.token as string;
  const verified =
    attempt.tokens === null
      ? wiring.verifier.verify(token, attempt.now)
      : verifySeveral(attempt, attempt.tokens);
  if (verified.ok) acceptKind(attempt, verified);
  else if (policy === null) attempt.failure = verified;
  else attempt.failure = refineWith(policy, attempt, verified, token);
}

/** A token of one kind is never taken for another (RFC 8725 §3.11). */
function acceptKind(attempt: Attempt, verified: VerifiedToken): void {
  if (isAccepted(attempt, verified)) attempt.verified = verified;
  else attempt.failure = OTHER_KIND[verified.kind];
}

function isAccepted({ kinds }: Attempt, { kind }: VerifiedToken): boolean {
  return kinds === null ? kind === 'access' : kinds.includes(kind);
}

/** Several cookies of one name: those that are no session at all do not hide the one that is. */
function verifySeveral(attempt: Attempt, tokens: readonly string[]): VerifiedToken | Failure {
  const { verifier, userIdClaim } = attempt.wiring;
  const results = tokens.map((token) => {
    const verified = verifier.verify(token, attempt.now);
    return !verified.ok || isAccepted(attempt, verified) ? verified : OTHER_KIND[verified.kind];
  });
  const latest = latestLogin(results, userIdClaim);
  attempt.siblings = results.filter((result) => result.ok && result !== latest) as VerifiedToken[];
  return latest;
}

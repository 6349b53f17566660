import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import type { VerifiedToken } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import { KEYS_UNAVAILABLE, mayLackKey } from './lacking-keys.ts';
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
export function verifyCredential(attempt: Attempt): void | Promise<void> {
  const { fetched } = attempt.wiring;
  const verified = verify(attempt);
  if (verified.ok) return acceptKind(attempt, verified);
  return fetched === null ? refuse(attempt, verified) : whenFetched(fetched, attempt, verified);
}

/**
 * Waits for the key of a token that is not there yet, if keys may be fetched. A cache may answer
 * first, without the key: so the second answer comes from the network.
 */
function whenFetched(
  fetched: FetchedKeys,
  attempt: Attempt,
  refused: Failure,
  rounds = 2,
): void | Promise<void> {
  if (!mayLackKey(fetched, refused, attempt.token as string)) return refuse(attempt, refused);
  const fetching = rounds === 0 ? null : fetched.refresh();
  if (fetching === null) return refuse(attempt, fetched.isEmpty ? KEYS_UNAVAILABLE : refused);
  return fetching.then(() => {
    const verified = verify(attempt);
    return verified.ok
      ? acceptKind(attempt, verified)
      : whenFetched(fetched, attempt, verified, rounds - 1);
  });
}

function verify(attempt: Attempt): VerifiedToken | Failure {
  return attempt.tokens === null
    ? attempt.wiring.verifier.verify(attempt.token as string, attempt.now)
    : verifySeveral(attempt, attempt.tokens);
}

function refuse(attempt: Attempt, refused: Failure): void {
  const { policy } = attempt;
  attempt.failure =
    policy === null ? refused : refineWith(policy, attempt, refused, attempt.token as string);
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

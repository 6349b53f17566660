import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { timeOfId } from '../token/timed-id.ts';
import type { Claims } from '../token/claims.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import { isUserId } from '../token/identifier.ts';

const TWO_USERS = failure(
  'credentials_malformed',
  'The request has cookies of one name with tokens of different users: clear them, also for parent domains and other paths.',
);

/**
 * Chooses among the tokens of several cookies of one name, of which a browser keeps one for each
 * domain and path. Those of one user count as one: the latest login decides alone, so that an older
 * cookie never undoes a logout or a change of claims. Its latest token wins.
 *
 * @param results - what became of each token, at least one
 * @returns the token that decides; a failure if there are two users, or if no token is good
 */
export function latestLogin(
  results: readonly (VerifiedToken | Failure)[],
): VerifiedToken | Failure {
  const good = results.filter((result) => result.ok);
  const [first] = good;
  if (first === undefined) return results[0] as Failure;
  if (good.some((one) => !isSameUser(one, first))) return TWO_USERS;
  return good.reduce((best, one) => (isLater(one.claims, best.claims) ? one : best));
}

/** Two issuers may give one id to two users (R073). */
function isSameUser(one: VerifiedToken, first: VerifiedToken): boolean {
  const { name, userIdClaim } = first.issuer;
  const user = first.claims[userIdClaim];
  return one.issuer.name === name && one.claims[userIdClaim] === user && isUserId(user);
}

function isLater(one: Claims, other: Claims): boolean {
  const times = timesOf(other);
  for (const [index, time] of timesOf(one).entries()) {
    const against = times[index] as number;
    if (time !== against) return time > against;
  }
  return false;
}

/** The times of the login and of the token: in seconds, then in milliseconds where they are. */
function timesOf({ auth_time: authTime, sid, iat, jti }: Claims): readonly number[] {
  const login = authTime ?? iat ?? 0;
  return [login, timeOfId(sid) ?? 0, iat ?? 0, timeOfId(jti) ?? 0];
}

import { entryId } from '../sessions/entry-id.ts';
import type { Attempt } from './attempt.ts';
import type { Dependence } from './end-listener.ts';

/**
 * Returns what a connection depends on that a request has opened. It reads the claims of the token
 * and not those that a schema returned, which may have no `exp`.
 */
export function dependenceOf(attempt: Attempt): Dependence {
  const { verified, userId, userIssuer, wiring } = attempt;
  const { live } = wiring;
  if (verified === null || userId === null)
    return { token: null, user: null, endsAt: Number.POSITIVE_INFINITY, live };
  const user = entryId(userIssuer, userId);
  return {
    token: verified,
    user,
    endsAt: 1000 * Math.min(...endsOf(attempt, verified.issuer.rules.leeway)),
    live,
  };
}

/**
 * Returns all times from which on the token is refused, in seconds since 1970.
 *
 * @param leeway - how long it is accepted after it expired, in seconds
 */
export function endsOf({ verified, policy }: Attempt, leeway: number): readonly number[] {
  if (verified === null) return [];
  const { claims, issuer } = verified;
  const { maxAge } = issuer.rules;
  const { exp, iat } = claims;
  return [
    exp === undefined ? null : exp + leeway,
    iat === undefined || maxAge === null ? null : iat + maxAge,
    policy?.session?.rules.endOf(claims) ?? null,
  ].map((end) => end ?? Number.POSITIVE_INFINITY);
}

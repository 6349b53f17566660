import { ConfigurationError } from '../options/configuration-error.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenIssuer } from '../token/issuer.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import { endsOf } from './dependence-of.ts';

/** The token of a request, from which another one is made. Times are seconds since 1970. */
export interface ParentToken {
  readonly token: VerifiedToken;
  readonly userId: UserId;
  readonly issuer: TokenIssuer;
  readonly now: number;
  /** When what is made of it has to end; null for never. */
  readonly end: number | null;
}

/**
 * Returns the token of an authenticated request, to make another one that lasts no longer.
 *
 * @throws ConfigurationError without a key that can sign
 * @throws TypeError for a token of another issuer
 * @throws AuthError `token_expired` for a token that is accepted by the leeway alone
 */
export function parentOf(attempt: Attempt, method: string): ParentToken {
  const { wiring, verified: token, userId } = attempt;
  const { issuer } = wiring;
  if (issuer === null)
    throw new ConfigurationError(
      `${method} needs a key that can sign: pass a privateKey to createSecurity.`,
      'setup_incomplete',
    );
  if (token === null || userId === null) throw wiring.refusals.error('credentials_missing');
  if (token.issuer.name !== null)
    throw new TypeError(
      `${method} makes a token of this application that ends with the one of the request, and that is of the issuer ${token.issuer.name}, which may end it without being heard here: ask that issuer for a token (RFC 8693), or log the user in here first.`,
    );
  const now = wiring.clock() / 1000;
  const end = Math.min(...endsOf(attempt, 0));
  if (!(now < end)) throw wiring.refusals.error('token_expired');
  return { token, userId, issuer, now, end: end === Number.POSITIVE_INFINITY ? null : end };
}

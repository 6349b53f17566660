import { isWrittenClaim } from '../token/given-claims.ts';
import type { Claims } from '../token/claims.ts';
import type { Wiring } from './wiring.ts';

/** The claims of a token that the application gave. */
export function applicationClaims(
  claims: Claims,
  { userIdClaim }: Wiring,
): Record<string, unknown> {
  const own = ['sub', 'nbf', 'jti', 'iss', 'auth_time', userIdClaim];
  return Object.fromEntries(
    Object.entries(claims).filter(([name]) => !own.includes(name) && !isWrittenClaim(name)),
  );
}

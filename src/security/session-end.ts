import type { CookieSession } from '../authn/policy.ts';
import type { Claims } from '../token/claims.ts';

/** Returns when the last token of a session ends, in milliseconds since 1970; null for never. */
export function endOfSession({ rules }: CookieSession, claims: Claims): number | null {
  const end = rules.endOf(claims);
  if (end !== null) return end * 1000;
  return rules.slides || claims.exp === undefined ? null : claims.exp * 1000;
}

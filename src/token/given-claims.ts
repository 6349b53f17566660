import type { UserId } from './claims.ts';

/** Claims that the library writes, and what to pass in their place. */
const WRITTEN: Readonly<Record<string, string>> = {
  exp: "pass the lifetime as an option: { expiration: '15m' }",
  iat: 'leave it out: it is the time at which the token is signed',
  aud: "pass the audience as an option: { audience: 'files' }",
  sid: 'leave it out: remember gives each session its id',
  lim: 'leave it out: it limits a session',
  act: 'leave it out: it names who acts for the user',
  cookie_domains: "pass them as an option of remember: { domains: ['example.com'] }",
  cookie_persistent: 'pass it as an option of remember: { persistent: false }',
  provider_session:
    "pass it as an option of remember or issueTokens: { providerSession: { issuer: 'name', sid } }",
  session_lifetime: "pass it as an option of remember: { lifetime: '30d' }",
};

/** Whether an application may not give a claim of that name, because the library writes it. */
export function isWrittenClaim(name: string): boolean {
  return Object.hasOwn(WRITTEN, name);
}

/**
 * Refuses claims that would be replaced without notice, or that would make a token that its own
 * security rejects.
 *
 * @param names - the claim that names the user, and the issuer of the security or null
 * @throws TypeError naming the claim, and what to pass in its place
 */
export function checkGivenClaims(
  claims: Readonly<Record<string, unknown>> | undefined,
  userId: UserId,
  { userIdClaim, issuer }: { readonly userIdClaim: string; readonly issuer: string | null },
): void {
  if (typeof claims !== 'object' || claims === null) return;
  for (const name of Object.keys(claims))
    if (isWrittenClaim(name))
      throw new TypeError(`claims.${name} is written by the library: ${WRITTEN[name]}.`);
  if (Object.hasOwn(claims, userIdClaim) && claims[userIdClaim] !== userId)
    throw new TypeError(
      `claims.${userIdClaim} is not the user id of the first argument: leave it out.`,
    );
  if (issuer !== null && Object.hasOwn(claims, 'iss') && claims['iss'] !== issuer)
    throw new TypeError('claims.iss is not the issuer of createSecurity: leave it out.');
}

import type { IssuerOptions, RemoteKeysOptions } from '../../src/index.ts';
import { createSecurity } from '../../src/index.ts';
import type { TestIssuerOptions, TestTokenOptions } from '../../src/testing.ts';
import { testIssuer } from '../../src/testing.ts';

/** Says what an API makes of a token: its user as a principal, or why it is refused. */
export type Check = (claims?: object, options?: TestTokenOptions) => Promise<string>;

/**
 * An API with one preset, and a provider without a network whose tokens have the shape that the
 * provider documents. A claim that is undefined is left out.
 */
export async function apiOf(
  preset: (keys: RemoteKeysOptions) => IssuerOptions,
  provider: TestIssuerOptions,
): Promise<Check> {
  const issuer = await testIssuer(provider);
  const security = createSecurity({
    issuers: [preset({ fetch: issuer.fetch })],
    logger: { warn: () => undefined, error: () => undefined },
  });
  return async (claims = {}, options = {}) => {
    const token = await issuer.token({ ...claims }, options);
    const auth = await security.authenticateToken(token);
    return auth.failure?.code ?? (auth.principals.at(-1) as string);
  };
}

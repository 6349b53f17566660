import { AuthError } from '../../base/errors.ts';
import { contextOf, setupIncomplete, wiringOf } from '../../security/internals.ts';
import type { BearerAuthOptions } from '../../security/read-bearer-options.ts';
import { readBearerOptions } from '../../security/read-bearer-options.ts';
import type { McpAuthInfo } from './auth-info.ts';
import { authInfoOf } from './auth-info.ts';

/** The options of `requireBearerAuth` of the SDK. */
export interface BearerAuth {
  /** An `OAuthTokenVerifier`. */
  readonly verifier: { verifyAccessToken(token: string): Promise<McpAuthInfo> };
  /** The address of the metadata, for the challenge; left out without the option `publish`. */
  readonly resourceMetadataUrl?: string;
}

/** What `bearerAuth` needs of a security. */
interface TokenAuthenticator {
  authenticateToken(token: string): unknown;
}

/**
 * Returns the options of the SDK's `requireBearerAuth`: a verifier of access tokens, and where the
 * metadata of the server is.
 *
 * The SDK compares no audience, so the security has to: a token that was issued for another server
 * would else be accepted.
 *
 * @param invalidToken - the SDK's class `InvalidTokenError`. The SDK has one for `import` and one
 *   for `require`, and answers 401 to its own only: pass the one that your program imports.
 * @throws ConfigurationError if the security accepts tokens for any audience, or for a wrong option
 * @example
 * app.use('/mcp', requireBearerAuth(bearerAuth(security, InvalidTokenError)));
 */
export function bearerAuth(
  security: TokenAuthenticator,
  invalidToken: new (message: string) => Error,
  options: BearerAuthOptions = {},
): BearerAuth {
  const takesLimited = readBearerOptions(options);
  const { checksAudience, published } = wiringOf(security);
  if (!checksAudience)
    throw setupIncomplete(
      'An MCP server must accept only tokens that are issued for it: set the option audience of createSecurity to the URL of the server.',
    );
  if (typeof invalidToken !== 'function')
    throw setupIncomplete(
      "bearerAuth needs the InvalidTokenError of '@modelcontextprotocol/sdk/server/auth/errors.js' as its second argument.",
    );
  const metadata = published?.metadata ?? null;
  const verifyAccessToken = async (token: string): Promise<McpAuthInfo> => {
    const auth = contextOf(await security.authenticateToken(token));
    const isOpen = auth.isAuthenticated && (takesLimited || auth.limitsRefusal() === null);
    if (isOpen) return authInfoOf(auth, token, metadata?.resource ?? null);
    const error = new AuthError(auth.failure ?? 'token_type_refused');
    // What is unavailable is no fault of the token: the SDK answers 500 to any other error.
    throw error.status >= 500 ? error : new invalidToken(error.message);
  };
  return {
    verifier: { verifyAccessToken },
    ...(metadata !== null && { resourceMetadataUrl: metadata.url }),
  };
}

import { isAuthContext, setupIncomplete } from '../../security/internals.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import type { RegisteredClaims, RegisteredPermission } from '../../security/register.ts';
import { areNarrow } from '../../security/limits.ts';
import type { RequestAuth } from '../../security/request-auth.ts';

/** `AuthInfo` of the SDK: what a handler of a tool gets as `extra.authInfo`. */
export interface McpAuthInfo {
  token: string;
  /** The `client_id` of the token, or its `azp`; empty if it names no client. */
  clientId: string;
  /** The words of `scope`, or the entries of `scp`; none for a limited token, which may do less. */
  scopes: string[];
  /** In seconds since 1970. */
  expiresAt?: number;
  /** The resource of the option `publish`, if the token is for it. */
  resource?: URL;
  /** It has the auth context: see `authOf`. */
  extra: Record<string, unknown>;
}

/** What the SDK hands to a handler beside the arguments of a tool, as far as it is read. */
export interface HandlerExtra {
  readonly authInfo?: { readonly extra?: Record<string, unknown> | undefined } | undefined;
}

/**
 * Returns the auth context of the user who calls a tool.
 *
 * @param extra - the second argument of the tool's handler
 * @throws ConfigurationError if `bearerAuth` did not see the request
 * @example
 * server.registerTool('whoami', {}, (extra) => textOf(authOf(extra).userId));
 */
export function authOf<C = RegisteredClaims, P extends string = RegisteredPermission>(
  extra: HandlerExtra,
): AuthContext<C, P> {
  return contextIn(extra) as unknown as AuthContext<C, P>;
}

/** The same for the code of this entry point. */
export function contextIn(extra: HandlerExtra): RequestAuth {
  const auth = extra.authInfo?.extra?.['auth'];
  if (isAuthContext(auth)) return auth;
  throw setupIncomplete(
    'This call has no auth context: put requireBearerAuth(bearerAuth(security, InvalidTokenError)) before the transport.',
  );
}

/**
 * Describes an authenticated token.
 *
 * @param resource - that of the option `publish`, or null
 */
export function authInfoOf(auth: RequestAuth, token: string, resource: string | null): McpAuthInfo {
  const claims = auth.tokenClaims ?? {};
  const { exp, aud, client_id: clientId, azp, scope, scp } = claims as Record<string, unknown>;
  const isForResource = resource !== null && [aud].flat().includes(resource);
  return {
    token,
    clientId: [clientId, azp].find((name) => typeof name === 'string') ?? '',
    // The SDK compares them (`requiredScopes`), and knows nothing of limits.
    scopes: auth.limits !== null && areNarrow(auth.limits) ? [] : wordsOf(scope ?? scp),
    ...(typeof exp === 'number' && { expiresAt: exp }),
    ...(isForResource && { resource: new URL(resource) }),
    extra: { auth },
  };
}

function wordsOf(value: unknown): string[] {
  const words = typeof value === 'string' ? value.split(' ') : value;
  return Array.isArray(words)
    ? words.filter((word) => typeof word === 'string' && word !== '')
    : [];
}

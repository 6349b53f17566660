import type { HeaderPolicy } from '../authn/header.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { wiringOf } from '../security/internals.ts';
import type { ClaimsArguments } from '../security/new-claims.ts';
import type { Security } from '../security/security.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import { requestView } from './request-view.ts';

/** What `authAs` takes beside the claims. */
export interface AuthAsOptions {
  /** The lifetime of the token, as for `createToken`. */
  readonly expiration?: TokenOptions['expiration'];
  /** The kind of the policy that carries the token. Default: that of the first one that can. */
  readonly policy?: 'header' | 'cookie';
}

/** A request of a browser to its own origin, which may log in. */
const OWN_SITE = { 'Sec-Fetch-Site': 'same-origin' };

/**
 * Returns the request headers of a logged-in user: a real token that the policies of the security
 * accept, in `Authorization`, in another header, or in the session cookie. With the cookie comes
 * `Sec-Fetch-Site: same-origin`, so that requests that write are accepted as well.
 *
 * Nothing is replaced: the token is verified, and the application's callback is asked, as in
 * production.
 *
 * @param userId - the user; the callback has to know it
 * @param claims - as for `createToken`
 * @throws ConfigurationError if no policy can carry a token, or no key can sign
 * @throws TypeError if the user id or the claims are not usable
 * @example
 * const response = await app.request('/reports/7', { headers: await authAs(security, 'alice') });
 */
export async function authAs<C, P extends string, I>(
  security: Security<C, P, I>,
  userId: UserId,
  ...[claims, options = {}]: ClaimsArguments<I, AuthAsOptions>
): Promise<Record<string, string>> {
  const { policy: kind, ...tokenOptions } = options;
  const { policies } = wiringOf(security);
  const login = [claims, tokenOptions] as unknown as ClaimsArguments<I, TokenOptions>;
  for (const policy of policies) {
    if (kind !== undefined && policy.kind !== kind) continue;
    if (isHeaderPolicy(policy))
      return headerOf(policy, await security.createToken(userId, ...login));
    if (policy.session !== null) {
      const auth = await security.authenticate(requestView({ method: 'POST', headers: OWN_SITE }));
      await auth.remember(userId, ...login);
      const cookie = auth.take(200).find(([name]) => name === 'Set-Cookie')?.[1] as string;
      return { Cookie: cookie.split(';', 1)[0] as string, ...OWN_SITE };
    }
  }
  const kinds = policies.map((policy) => policy.kind).join(', ');
  throw new ConfigurationError(
    `authAs found no policy${kind === undefined ? '' : ` of the kind "${kind}"`} that can carry a token among: ${kinds}. Add a headerPolicy or a cookiePolicy, or send a token of security.createToken yourself.`,
    'setup_incomplete',
  );
}

function isHeaderPolicy(policy: AuthenticationPolicy): policy is HeaderPolicy {
  const { settings } = policy as Partial<HeaderPolicy>;
  return settings !== undefined && 'httpHeader' in settings;
}

function headerOf({ settings }: HeaderPolicy, token: string): Record<string, string> {
  const [scheme] = settings.authType;
  return { [settings.httpHeader]: scheme === undefined ? token : `${scheme} ${token}` };
}

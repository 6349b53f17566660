import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { HOST, PresetReader } from './preset-reader.ts';

/** One tenant of Auth0. */
export interface Auth0Options extends PresetOptions {
  /** The domain of the tenant, or your custom domain. */
  readonly domain: string;
  /** The identifier of your API. */
  readonly audience: string | readonly string[];
  /** The client IDs of the applications that may call it. Default: all. */
  readonly clients?: string | readonly string[] | undefined;
  /** The token profile of the API, as its settings say it. Default: `'auth0'`. */
  readonly profile?: 'auth0' | 'rfc9068' | undefined;
}

/**
 * Accepts the access tokens of a tenant of Auth0. `iss` ends with a slash. The application is `azp`
 * in the profile of Auth0, and `client_id` in that of RFC 9068.
 *
 * @see https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 * @param options - the tenant and the API
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [auth0({ domain: 'example.eu.auth0.com', audience })] });
 */
export function auth0(options: Auth0Options, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('auth0', options, ['domain', 'audience', 'clients', 'profile']);
  const domain = reader.text(
    'domain',
    HOST,
    'a domain in lower case without https://',
    'example.eu.auth0.com',
  );
  const isRfc9068 = reader.choice('profile', ['auth0', 'rfc9068']) === 'rfc9068';
  const clients = reader.someStrings('clients', 'the client ID of an application');
  return reader.issuer({ issuer: `https://${domain}/` }, keys, {
    audience: reader.strings('audience', 'the identifier of your API'),
    profile: isRfc9068 ? 'at+jwt' : undefined,
    expect: clients && { [isRfc9068 ? 'client_id' : 'azp']: clients },
  });
}

import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { HOST, PresetReader } from './preset-reader.ts';

/** One custom authorization server of Okta. */
export interface OktaOptions extends PresetOptions {
  /** The domain of the organization, or your custom domain. */
  readonly domain: string;
  /** The audience of the authorization server, as its settings say it. */
  readonly audience: string | readonly string[];
  /** The ID of the authorization server. Default: `'default'`. */
  readonly authorizationServer?: string | undefined;
  /** The client IDs of the applications that may call it (`cid`). Default: all. */
  readonly clients?: string | readonly string[] | undefined;
}

/**
 * Accepts the access tokens of a custom authorization server of Okta. Those of the organization's
 * own authorization server are for Okta alone. The user is `uid`, which stays the same; `sub` is a
 * name. A token without a user has none, and is refused.
 *
 * @see https://developer.okta.com/docs/guides/validate-access-tokens/overview/
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/
 * @param options - the authorization server
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [okta({ domain: 'example.okta.com', audience: 'api://default' })] });
 */
export function okta(options: OktaOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const names = ['domain', 'audience', 'authorizationServer', 'clients'];
  const reader = new PresetReader('okta', options, names);
  const domain = reader.text(
    'domain',
    HOST,
    'a domain in lower case without https://',
    'example.okta.com',
  );
  const server = reader.has('authorizationServer')
    ? reader.text('authorizationServer', /^\w+$/, 'the ID of the authorization server', 'default')
    : 'default';
  const cid = reader.someStrings('clients', 'the client ID of an application');
  return reader.issuer({ issuer: `https://${domain}/oauth2/${server}` }, keys, {
    audience: reader.strings('audience', 'the audience of the authorization server'),
    expect: cid && { cid },
    userIdClaim: 'uid',
  });
}

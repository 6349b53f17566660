import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** One realm of Keycloak. */
export interface KeycloakOptions extends PresetOptions {
  /** The address of the server, with `/auth` if yours has it. */
  readonly url: string;
  readonly realm: string;
  /** What the audience mapper puts into `aud`: mostly the client ID of your API. */
  readonly audience: string | readonly string[];
  /** The clients that may call it (`azp`). Default: all. */
  readonly clients?: string | readonly string[] | undefined;
}

/** Characters that an address holds as they are. */
const REALM = /^[\w.~-]+$/;

/**
 * Accepts the access tokens of a realm of Keycloak. Their claim `typ` is `Bearer`; that of ID
 * tokens and refresh tokens is another one, and so is that of tokens which need a proof of
 * possession (DPoP). Without an audience mapper a token does not name your API, and is refused.
 *
 * @see https://www.keycloak.org/docs/latest/server_admin/index.html#audience-support
 * @param options - the realm and the API
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * const realm = keycloak({ url: 'https://sso.example.com', realm: 'staff', audience: 'api' });
 * createSecurity({ issuers: [realm] });
 */
export function keycloak(options: KeycloakOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('keycloak', options, ['url', 'realm', 'audience', 'clients']);
  const url = reader.address('url', 'https://sso.example.com');
  const realm = reader.text('realm', REALM, 'the name of the realm', 'staff');
  const azp = reader.someStrings('clients', 'the ID of a client');
  return reader.issuer({ issuer: `${url}/realms/${realm}` }, keys, {
    audience: reader.strings('audience', 'what the audience mapper puts into aud'),
    expect: { typ: 'Bearer', ...(azp && { azp }) },
  });
}

import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** Users of Google. */
export interface GoogleOptions extends PresetOptions {
  /** The client IDs of your applications, one for each platform. */
  readonly clientId: string | readonly string[];
  /** The domains of Google Workspace whose accounts are accepted (`hd`). Default: all accounts. */
  readonly hostedDomain?: string | readonly string[] | undefined;
}

/**
 * Accepts the ID tokens of Google: its access tokens are no JWTs. The user is `sub`, which is never
 * given to another account; an address of mail is. Google may also write `iss` without `https://`,
 * and such a token is refused: its keys are found by the issuer that was configured.
 *
 * @see https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 * @param options - your applications
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [google({ clientId: process.env.GOOGLE_CLIENT_ID })] });
 */
export function google(options: GoogleOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('google', options, ['clientId', 'hostedDomain']);
  const hd = reader.someStrings('hostedDomain', 'a domain of Google Workspace');
  return reader.issuer({ issuer: 'https://accounts.google.com' }, keys, {
    audience: reader.strings('clientId', 'the client ID of your application'),
    expect: hd && { hd },
  });
}

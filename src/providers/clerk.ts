import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { HOST, PresetReader } from './preset-reader.ts';

/** One instance of Clerk. */
export interface ClerkOptions extends PresetOptions {
  /** The host of the Frontend API: `clerk.example.com`, or `example.clerk.accounts.dev`. */
  readonly frontendApi: string;
  /** The origins of your pages (`azp`), such as `'https://example.com'`. */
  readonly origins: string | readonly string[];
}

/**
 * Accepts the session tokens of an instance of Clerk. They have no `aud`: `azp` says from which
 * page they come. A token without it is refused, and so is one to which a template adds an `aud`.
 *
 * The claim `sts` says whether a session waits for a step of its user (`pending`). It is not always
 * there, so it is not checked here.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 * @see https://clerk.com/docs/guides/sessions/manual-jwt-verification
 * @param options - the instance and your pages
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * const users = clerk({ frontendApi: 'clerk.example.com', origins: 'https://example.com' });
 * createSecurity({ issuers: [users] });
 */
export function clerk(options: ClerkOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('clerk', options, ['frontendApi', 'origins']);
  const host = reader.text(
    'frontendApi',
    HOST,
    'a host in lower case without https://',
    'clerk.example.com',
  );
  const issuer = `https://${host}`;
  return reader.issuer({ jwksUrl: `${issuer}/.well-known/jwks.json` }, keys, {
    issuer,
    audience: reader.strings('origins', 'the origin of your pages'),
    audienceClaim: 'azp',
  });
}

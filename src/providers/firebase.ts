import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** One project of Firebase. */
export interface FirebaseOptions extends PresetOptions {
  readonly projectId: string;
}

/** Where Google publishes the keys of all projects: `iss` and `aud` say whose token it is. */
const KEYS =
  'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com';

/**
 * Accepts the ID tokens of users of a project of Firebase Authentication. Whether a user was
 * disabled is not in the token, which lasts one hour.
 *
 * @see https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library
 * @param options - the project
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [firebase({ projectId: 'example-1234' })] });
 */
export function firebase(options: FirebaseOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('firebase', options, ['projectId']);
  const project = reader.text('projectId', /^[a-z0-9-]+$/, 'the ID of the project', 'example-1234');
  return reader.issuer({ jwksUrl: KEYS }, keys, {
    issuer: `https://securetoken.google.com/${project}`,
    algorithms: ['RS256'],
    audience: project,
    requiredClaims: ['auth_time', 'iat'],
  });
}

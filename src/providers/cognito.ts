import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** One user pool of Amazon Cognito. */
export interface CognitoOptions extends PresetOptions {
  /** The ID of the user pool, which begins with its region. */
  readonly userPool: string;
  /** The IDs of the app clients whose tokens are accepted (`client_id`). */
  readonly clientId: string | readonly string[];
}

const USER_POOL = /^[a-z]{2}(-[a-z]+)+-\d_[a-zA-Z0-9]+$/;

/**
 * Accepts the access tokens of a user pool of Amazon Cognito. They have `client_id` in place of
 * `aud`. A token with an `aud`, and an ID token (by `token_use`), is refused.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 * @param options - the user pool and its app clients
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [cognito({ userPool: 'eu-west-1_Example', clientId })] });
 */
export function cognito(options: CognitoOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('cognito', options, ['userPool', 'clientId']);
  const userPool = reader.text(
    'userPool',
    USER_POOL,
    'the ID of the user pool',
    'eu-west-1_Example',
  );
  const [region] = userPool.split('_');
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPool}`;
  return reader.issuer({ jwksUrl: `${issuer}/.well-known/jwks.json` }, keys, {
    issuer,
    algorithms: ['RS256'],
    audience: reader.strings('clientId', 'the ID of an app client'),
    audienceClaim: 'client_id',
    expect: { token_use: 'access' },
  });
}

import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** One tenant of Microsoft Entra ID. */
export interface EntraOptions extends PresetOptions {
  /** The directory (tenant) ID, a GUID. */
  readonly tenantId: string;
  /** The application (client) ID of your API. */
  readonly audience: string | readonly string[];
  /** The client IDs of the applications that may call it (`azp`). Default: all. */
  readonly clients?: string | readonly string[] | undefined;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Accepts the v2.0 access tokens of one tenant of Microsoft Entra ID. The issuer of a token names
 * its tenant. The user is `oid`, because `sub` differs for each application. Access tokens have
 * `azp` and ID tokens do not, so it is required: an ID token for the same application is refused.
 *
 * Let your API ask for them: `requestedAccessTokenVersion: 2` in its manifest.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
 * @param options - the tenant and the API
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [entra({ tenantId, audience: apiClientId })] });
 */
export function entra(options: EntraOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('entra', options, ['tenantId', 'audience', 'clients']);
  const tenantId = reader.text(
    'tenantId',
    GUID,
    'the ID of the tenant and not common or a domain',
    '11111111-2222-3333-4444-555555555555',
  );
  const azp = reader.someStrings('clients', 'the client ID of an application');
  const issuer = `https://login.microsoftonline.com/${tenantId.toLowerCase()}/v2.0`;
  return reader.issuer({ issuer }, keys, {
    audience: reader.strings('audience', 'the client ID of your API'),
    requiredClaims: ['azp'],
    expect: azp && { azp },
    userIdClaim: 'oid',
  });
}

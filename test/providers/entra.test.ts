import { beforeAll, describe, expect, it } from 'vitest';
import { entra } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import type { Check } from './api-of.ts';
import { apiOf } from './api-of.ts';

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const audience = '6e74172b-be56-4843-9ff4-e66a39bb12e3';
const client = '00001111-aaaa-2222-bbbb-3333cccc4444';
/** A v2.0 access token of a user; the claims are those of the reference. */
const shape = {
  aud: audience,
  azp: client,
  azpacr: '0',
  name: 'Alice',
  oid: '11112222-bbbb-3333-cccc-4444dddd5555',
  preferred_username: 'alice@example.com',
  scp: 'access_as_user',
  sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
  tid: tenantId,
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
  ver: '2.0',
};
const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;

describe('entra', () => {
  let check: Check;
  beforeAll(async () => {
    check = await apiOf(
      (keys) => entra({ tenantId: tenantId.toUpperCase(), audience, clients: client }, keys),
      { issuer, claims: shape },
    );
  });

  it('accepts an access token of the tenant, whose user is oid', async () => {
    expect(await check()).toBe(`user@entra:${shape.oid}`);
  });

  it.each([
    ['of another API', { aud: 'https://graph.microsoft.com' }, 'token_audience_mismatch'],
    ['of another application', { azp: 'other' }, 'token_claims_invalid'],
    ['that is an ID token', { azp: undefined, azpacr: undefined }, 'token_claims_invalid'],
    ['of another tenant', { iss: issuer.replace('aaaa', 'ffff') }, 'token_issuer_mismatch'],
    ['of version 1.0', { iss: `https://sts.windows.net/${tenantId}/` }, 'token_issuer_mismatch'],
    ['without oid', { oid: undefined }, 'token_claims_invalid'],
  ])('refuses a token %s', async (_which, claims, code) => {
    expect(await check(claims)).toBe(code);
  });

  it('accepts each application if none is named, and still no ID token', async () => {
    const any = await apiOf((keys) => entra({ tenantId, audience }, keys), {
      issuer,
      claims: shape,
    });
    expect(await any({ azp: 'other' })).toBe(`user@entra:${shape.oid}`);
    expect(await any({ azp: undefined })).toBe('token_claims_invalid');
  });

  it.each(['common', 'organizations', 'example.onmicrosoft.com', `${tenantId}/..`])(
    'rejects the tenant %s',
    (given) => {
      expect(faultsOf(() => entra({ tenantId: given, audience }))).toEqual([
        expect.stringContaining('entra.tenantId must be'),
      ]);
    },
  );
});

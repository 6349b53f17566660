import { beforeAll, describe, expect, it } from 'vitest';
import { keycloak } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import type { Check } from './api-of.ts';
import { apiOf } from './api-of.ts';

const url = 'https://sso.example.com/auth';
/** An access token with the claims that Keycloak adds by default, and an audience mapper. */
const shape = {
  sub: 'f1c4f64e-2c0c-4cda-8c9f-9f3f8f3a2b0e',
  aud: ['api', 'account'],
  typ: 'Bearer',
  azp: 'frontend-client',
  scope: 'openid email',
  realm_access: { roles: ['editor'] },
  resource_access: { api: { roles: ['reader'] } },
};

describe('keycloak', () => {
  let check: Check;
  beforeAll(async () => {
    const options = { url: `${url}/`, realm: 'staff', audience: 'api', clients: shape.azp };
    check = await apiOf((keys) => keycloak(options, keys), {
      issuer: `${url}/realms/staff`,
      jwksUrl: `${url}/realms/staff/protocol/openid-connect/certs`,
      claims: shape,
    });
  });

  it('accepts an access token for the API', async () => {
    expect(await check()).toBe(`user@keycloak:${shape.sub}`);
    expect(await check({ aud: 'api' })).toBe(`user@keycloak:${shape.sub}`);
  });

  it.each([
    ['without the audience', { aud: 'account' }, 'token_audience_mismatch'],
    ['of another client', { azp: 'other' }, 'token_claims_invalid'],
    ['that is an ID token', { typ: 'ID' }, 'token_claims_invalid'],
    ['that is a refresh token', { typ: 'Refresh' }, 'token_claims_invalid'],
    ['that needs a proof', { typ: 'DPoP' }, 'token_claims_invalid'],
    ['of another realm', { iss: `${url}/realms/other` }, 'token_issuer_mismatch'],
  ])('refuses a token %s', async (_which, claims, code) => {
    expect(await check(claims)).toBe(code);
  });

  it.each([
    [{ url: 'http://sso.example.com' }, 'keycloak.url'],
    [{ url: 'https://sso.example.com?a' }, 'keycloak.url'],
    [{ realm: 'a/../b' }, 'keycloak.realm'],
    [{ realm: 'a b' }, 'keycloak.realm'],
    [{ audience: '' }, 'keycloak.audience'],
    [{ clients: [] }, 'keycloak.clients'],
  ])('rejects %j', (given, name) => {
    expect(faultsOf(() => keycloak({ url, realm: 'staff', audience: 'api', ...given }))).toEqual([
      expect.stringContaining(name),
    ]);
  });
});

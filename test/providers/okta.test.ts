import { describe, expect, it } from 'vitest';
import { okta } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const domain = 'example.okta.com';
/** An access token of a custom authorization server; the claims are those of the reference. */
const shape = {
  ver: 1,
  aud: 'api://default',
  sub: 'alice@example.com',
  cid: '0oa1example',
  uid: '00u1example',
  scp: ['openid', 'profile'],
};
const audience = shape.aud;

describe('okta', () => {
  it('accepts an access token, whose user is uid', async () => {
    const issuer = `https://${domain}/oauth2/default`;
    const check = await apiOf((keys) => okta({ domain, audience, clients: shape.cid }, keys), {
      issuer,
      claims: shape,
    });
    expect(await check()).toBe('user@okta:00u1example');
    expect(await check({ cid: 'other' })).toBe('token_claims_invalid');
    expect(await check({ uid: undefined })).toBe('token_claims_invalid');
    expect(await check({ iss: `https://${domain}` })).toBe('token_issuer_mismatch');
  });

  it('takes another authorization server', async () => {
    const options = { domain, audience, authorizationServer: 'aus9o8wzkhckw9TLa0h7z' };
    const check = await apiOf((keys) => okta(options, keys), {
      issuer: `https://${domain}/oauth2/aus9o8wzkhckw9TLa0h7z`,
      claims: shape,
    });
    expect(await check({ cid: 'other' })).toBe('user@okta:00u1example');
  });

  it('reports all faults together', () => {
    const given = { domain: 'https://a.example', authorizationServer: '../x', client: 'web' };
    expect(faultsOf(() => okta(given as never))).toHaveLength(4);
  });
});

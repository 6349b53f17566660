import { describe, expect, it } from 'vitest';
import { auth0 } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const domain = 'example.eu.auth0.com';
const issuer = `https://${domain}/`;
const audience = 'https://example.com/health-api';
/** What tokens of both profiles have. */
const shape = {
  sub: 'auth0|123456',
  aud: [audience, `${issuer}userinfo`],
  scope: 'openid profile read:patients',
  permissions: ['read:patients'],
};

describe('auth0', () => {
  it('accepts access tokens of its own profile', async () => {
    const check = await apiOf((keys) => auth0({ domain, audience, clients: 'web' }, keys), {
      issuer,
      claims: { ...shape, azp: 'web' },
    });
    expect(await check()).toBe('user@auth0:auth0|123456');
    expect(await check({ azp: 'other' })).toBe('token_claims_invalid');
    expect(await check({ aud: `${issuer}userinfo` })).toBe('token_audience_mismatch');
    expect(await check({ aud: 'web' })).toBe('token_audience_mismatch');
    expect(await check({ iss: `https://${domain}` })).toBe('token_issuer_mismatch');
    expect(await check({}, { typ: 'at+jwt' })).toBe('token_type_refused');
  });

  it('accepts access tokens of RFC 9068', async () => {
    const options = { domain, audience, clients: ['web', 'cli'], profile: 'rfc9068' } as const;
    const check = await apiOf((keys) => auth0(options, keys), {
      issuer,
      claims: { ...shape, client_id: 'web' },
    });
    expect(await check({}, { typ: 'at+jwt' })).toBe('user@auth0:auth0|123456');
    expect(await check({ client_id: 'other' }, { typ: 'at+jwt' })).toBe('token_claims_invalid');
    expect(await check({ client_id: undefined }, { typ: 'at+jwt' })).toBe('token_claims_invalid');
    expect(await check()).toBe('token_type_refused');
  });

  it.each([
    'https://example.auth0.com',
    'example.auth0.com/',
    'a@b.example',
    'Example.eu.auth0.com',
    'a.example\n',
    'example',
    7,
  ])('rejects the domain %s', (given) => {
    expect(faultsOf(() => auth0({ domain: given as never, audience }))).toEqual([
      expect.stringContaining('auth0.domain must be'),
    ]);
  });
});

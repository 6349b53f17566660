import { expect, it } from 'vitest';
import { clerk } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const frontendApi = 'clerk.example.com';
const origins = ['https://example.com', 'http://localhost:3000'];
/** A session token of version 2; the claims are those of the reference. */
const shape = {
  azp: 'https://example.com',
  fva: [7, -1],
  sid: 'sess_123',
  sub: 'user_123',
  v: 2,
  o: { id: 'org_123', slg: 'acme', rol: 'admin' },
};

it('clerk accepts a session token that comes from one of the pages', async () => {
  const check = await apiOf((keys) => clerk({ frontendApi, origins }, keys), {
    issuer: `https://${frontendApi}`,
    jwksUrl: `https://${frontendApi}/.well-known/jwks.json`,
    claims: shape,
  });
  expect(await check()).toBe('user@clerk:user_123');
  expect(await check({ azp: 'http://localhost:3000' })).toBe('user@clerk:user_123');
  expect(await check({ azp: 'https://evil.example.com' })).toBe('token_audience_mismatch');
  expect(await check({ azp: undefined })).toBe('token_audience_mismatch');
  expect(await check({ aud: 'https://api.example.com' })).toBe('token_audience_mismatch');
});

it('clerk reports all faults together', () => {
  expect(faultsOf(() => clerk({ frontendApi: 'https://a.example', origins: [] }))).toHaveLength(2);
});

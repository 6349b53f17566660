import { describe, expect, it } from 'vitest';
import { supabase } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const issuer = 'https://abcdefghijklmnopqrst.supabase.co/auth/v1';
/** The token of a user who has logged in; the claims are those of the reference. */
const shape = {
  aal: 'aal1',
  app_metadata: { provider: 'email', providers: ['email'] },
  aud: 'authenticated',
  email: 'alice@example.com',
  is_anonymous: false,
  role: 'authenticated',
  session_id: '123e4567-e89b-12d3-a456-426614174000',
  sub: '123e4567-e89b-12d3-a456-426614174001',
};
const providerAt = (url: string) => ({
  issuer: url,
  jwksUrl: `${url}/.well-known/jwks.json`,
  claims: shape,
});

describe('supabase', () => {
  it('accepts the token of a user who has logged in', async () => {
    const project = 'abcdefghijklmnopqrst';
    const check = await apiOf((keys) => supabase({ project }, keys), providerAt(issuer));
    expect(await check()).toBe(`user@supabase:${shape.sub}`);
    expect(await check({ role: 'service_role' })).toBe('token_claims_invalid');
    expect(await check({ aud: 'anon' })).toBe('token_audience_mismatch');
    expect(await check({ is_anonymous: true })).toBe('token_claims_invalid');
    expect(await check({ is_anonymous: undefined })).toBe('token_claims_invalid');
    expect(await check({ iss: 'supabase', sub: undefined })).toBe('token_issuer_mismatch');
  });

  it('accepts anonymous users if that is asked for, and an address of its own', async () => {
    const url = 'https://id.example.com';
    const check = await apiOf(
      (keys) => supabase({ url: `${url}/`, anonymous: true }, keys),
      providerAt(`${url}/auth/v1`),
    );
    expect(await check({ is_anonymous: true })).toBe(`user@supabase:${shape.sub}`);
    expect(await check({ role: 'anon' })).toBe('token_claims_invalid');
  });

  it.each([
    [{}, 'supabase.project must be'],
    [{ project: 'a.example/' }, 'supabase.project must be'],
    [{ url: 'supabase.co' }, 'supabase.url must be'],
    [{ project: 'abc', url: 'https://id.example.com' }, 'exclude each other'],
    [{ project: 'abc', anonymous: 'yes' }, 'supabase.anonymous must be'],
  ])('rejects %j', (given, text) => {
    expect(faultsOf(() => supabase(given as object))).toEqual([expect.stringContaining(text)]);
  });
});

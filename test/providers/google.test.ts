import { describe, expect, it } from 'vitest';
import { google } from '../../src/providers.ts';
import { apiOf } from './api-of.ts';

const clientId = '1234987819200.apps.googleusercontent.com';
/** An ID token; the claims are those of the guide. */
const shape = {
  aud: clientId,
  azp: clientId,
  sub: '3141592653589793238',
  hd: 'example.com',
  email: 'alice@example.com',
  email_verified: true,
};
const provider = {
  issuer: 'https://accounts.google.com',
  jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  claims: shape,
};

describe('google', () => {
  it('accepts an ID token for one of the applications, whose user is sub', async () => {
    const check = await apiOf((keys) => google({ clientId: ['other', clientId] }, keys), provider);
    expect(await check()).toBe(`user@google:${shape.sub}`);
    expect(await check({ hd: undefined })).toBe(`user@google:${shape.sub}`);
    expect(await check({ aud: 'third' })).toBe('token_audience_mismatch');
    expect(await check({ iss: 'accounts.google.com' })).toBe('token_issuer_mismatch');
  });

  it('accepts the accounts of one domain of Workspace only', async () => {
    const options = { clientId, hostedDomain: 'example.com' };
    const check = await apiOf((keys) => google(options, keys), provider);
    expect(await check()).toBe(`user@google:${shape.sub}`);
    for (const hd of [undefined, 'example.org', ['example.com'], ''])
      expect(await check({ hd })).toBe('token_claims_invalid');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { cognito } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import type { Check } from './api-of.ts';
import { apiOf } from './api-of.ts';

const userPool = 'us-east-2_SF2DCPO5Y';
const issuer = `https://cognito-idp.us-east-2.amazonaws.com/${userPool}`;
/** An access token; the claims are those of the developer guide. */
const shape = {
  sub: 'c27a05a2-4ce1-4173-be51-9bbc3fe65a0a',
  'cognito:groups': ['editors'],
  client_id: '617jkna9pqeg8rmgtg9uv4e6j4',
  event_id: 'ce82b157-abd7-11e8-a0b2-f197cbb44c95',
  token_use: 'access',
  scope: 'openid email',
  username: 'alice',
};

describe('cognito', () => {
  let check: Check;
  beforeAll(async () => {
    const clientId = [shape.client_id, 'mobile'];
    check = await apiOf((keys) => cognito({ userPool, clientId }, keys), {
      issuer,
      jwksUrl: `${issuer}/.well-known/jwks.json`,
      algorithm: 'RS256',
      claims: shape,
    });
  }, 60_000);

  it('accepts an access token of an app client, whose header has no typ', async () => {
    expect(await check({}, { typ: null })).toBe(`user@cognito:${shape.sub}`);
    expect(await check({ client_id: 'mobile' })).toBe(`user@cognito:${shape.sub}`);
  });

  it.each([
    ['of another app client', { client_id: 'other' }, 'token_audience_mismatch'],
    [
      'that is an ID token',
      { token_use: 'id', aud: shape.client_id, client_id: undefined },
      'token_audience_mismatch',
    ],
    ['that is an ID token with client_id', { token_use: 'id' }, 'token_claims_invalid'],
    ['that names an audience', { aud: 'https://api.example.com' }, 'token_audience_mismatch'],
    ['of another pool', { iss: issuer.replace('SF2', 'SF3') }, 'token_issuer_mismatch'],
  ])('refuses a token %s', async (_which, claims, code) => {
    expect(await check(claims)).toBe(code);
  });

  it.each(['Example', 'eu-west-1', 'eu-west-1_a/b', 'evil.example_x', 'eu-west-1_a.example'])(
    'rejects the user pool %s',
    (given) => {
      expect(faultsOf(() => cognito({ userPool: given, clientId: 'web' }))).toEqual([
        expect.stringContaining('cognito.userPool must be'),
      ]);
    },
  );
});

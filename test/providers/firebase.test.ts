import { expect, it } from 'vitest';
import { firebase } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const projectId = 'example-1234';
/** An ID token; the claims are those of the reference. */
const shape = {
  aud: projectId,
  auth_time: 1_764_000_000,
  sub: 'Xk893u23H9SI893',
  email: 'alice@example.com',
  firebase: { identities: {}, sign_in_provider: 'password' },
};

it('firebase accepts an ID token of the project', { timeout: 60_000 }, async () => {
  const check = await apiOf((keys) => firebase({ projectId }, keys), {
    issuer: `https://securetoken.google.com/${projectId}`,
    jwksUrl:
      'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    algorithm: 'RS256',
    claims: shape,
  });
  expect(await check()).toBe(`user@firebase:${shape.sub}`);
  expect(await check({ aud: 'other' })).toBe('token_audience_mismatch');
  expect(await check({ iss: 'https://securetoken.google.com/other' })).toBe(
    'token_issuer_mismatch',
  );
  expect(await check({ auth_time: undefined })).toBe('token_claims_invalid');
  expect(await check({ sub: '' })).toBe('token_claims_invalid');
});

it.each(['', 'a/b', 'A', undefined])('firebase rejects the project %j', (given) => {
  expect(faultsOf(() => firebase({ projectId: given as string })).join()).toContain(
    'firebase.projectId must be',
  );
});

/**
 * Checks of keys of other issuers by the built package: keys that are fetched, shared by a cache,
 * and rotated. No check opens a connection, so that they run on every runtime.
 */
import { cookiePolicy, createSecurity, headerPolicy, keyRing, remoteKeys } from 'pyramidion';
import { authenticate } from 'pyramidion/fetch';
import { testIssuer } from 'pyramidion/testing';
import { assert, COMMON, SECRET } from './assert.mjs';

const AUDIENCE = 'https://api.example.com';
const logger = { warn() {}, error() {} };

/** A provider, and a security that accepts its tokens and its own. */
async function world(more = {}) {
  const provider = await testIssuer({
    issuer: 'https://id.example.com',
    claims: { aud: AUDIENCE, sub: 'alice' },
  });
  const apiOf = (options = {}) =>
    createSecurity({
      ...COMMON,
      issuer: 'https://api.example.com/',
      privateKey: SECRET,
      policies: [headerPolicy(), cookiePolicy()],
      issuers: [
        {
          name: 'id',
          keys: remoteKeys({ issuer: provider.issuer }, { fetch: provider.fetch, ...options }),
          audience: AUDIENCE,
          ...more,
        },
      ],
      logger,
    });
  return { provider, apiOf };
}

const answerOf = async (security, token) => {
  const auth = await security.authenticateToken(token);
  return auth.failure?.code ?? auth.principals.at(-1);
};

async function expectAnswer(security, token, expected) {
  const answer = await answerOf(security, token);
  assert(answer === expected, `the answer is ${answer}`);
}

export const keyChecks = {
  'own tokens and those of a provider are accepted, each by its own keys': async () => {
    const { provider, apiOf } = await world();
    const api = apiOf();
    await expectAnswer(api, await provider.token(), 'user@id:alice');
    await expectAnswer(api, await api.createToken('alice'), 'user:alice');
    await expectAnswer(api, await provider.token({ aud: 'other' }), 'token_audience_mismatch');
    await expectAnswer(
      api,
      await provider.token({ iss: 'https://x.example' }),
      'token_issuer_mismatch',
    );
  },
  'a new key of a provider is fetched once': async () => {
    const { provider, apiOf } = await world();
    let now = 0;
    const api = apiOf({ monotonicClock: () => now });
    await expectAnswer(api, await provider.token(), 'user@id:alice');
    await provider.rotate();
    now = 60_000;
    const token = await provider.token();
    const answers = await Promise.all([answerOf(api, token), answerOf(api, token)]);
    assert(answers.join() === 'user@id:alice,user@id:alice', `the answers are ${answers.join()}`);
    assert(provider.fetches.keys === 2, `the keys were fetched ${provider.fetches.keys} times`);
  },
  'a cold start with a shared cache asks the provider for nothing': async () => {
    const { provider, apiOf } = await world();
    let kept = null;
    const cache = { read: async () => kept, write: (text) => void (kept = text) };
    await expectAnswer(apiOf({ cache }), await provider.token(), 'user@id:alice');
    const { keys } = provider.fetches;
    await expectAnswer(apiOf({ cache }), await provider.token(), 'user@id:alice');
    assert(provider.fetches.keys === keys, 'the keys were fetched again');
  },
  'keys that cannot be fetched refuse with 503, and only the tokens of their issuer': async () => {
    const { provider, apiOf } = await world();
    const api = apiOf({ fetch: async () => new Response('', { status: 500 }) });
    await expectAnswer(api, await provider.token(), 'keys_unavailable');
    await expectAnswer(api, await api.createToken('alice'), 'user:alice');
  },
  'a ring publishes its keys, and a rotated key is still accepted': async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    );
    const old = { kid: 'old', algorithm: 'HS512', privateKey: SECRET };
    const before = createSecurity({ ...COMMON, keys: keyRing([old]) });
    const keys = keyRing([{ kid: 'new', algorithm: 'ES256', privateKey, publicKey }, old]);
    const after = createSecurity({ ...COMMON, keys, publish: { jwks: '/.well-known/jwks.json' } });
    await expectAnswer(after, await before.createToken('alice'), 'user:alice');
    await expectAnswer(after, await after.createToken('alice'), 'user:alice');
    const app = authenticate(after)(() => new Response('page'));
    const answer = await app(new Request('https://a.example/.well-known/jwks.json'));
    const { keys: shown } = await answer.json();
    assert(shown.map(({ kid }) => kid).join() === 'new', 'it publishes other keys');
    assert(!('d' in shown[0]) && !('k' in shown[0]), 'it publishes a secret');
  },
};

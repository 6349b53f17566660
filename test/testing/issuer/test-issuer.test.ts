import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Security } from '../../../src/index.ts';
import { ConfigurationError, createSecurity, remoteKeys } from '../../../src/index.ts';
import type { TestIssuer } from '../../../src/testing.ts';
import { testClock, testIssuer } from '../../../src/testing.ts';
import { faultsOf } from '../../keys/sample-keys.ts';

const issuer = 'https://id.example.com';
const claims = { aud: 'api', sub: 'alice' };
const clock = testClock();

/** An API that accepts the tokens of an issuer; its keys are fetched at each `reload`. */
function apiOf(provider: TestIssuer, more: { byAddress?: boolean; timeout?: number } = {}) {
  const { fetch, jwksUrl } = provider;
  const { byAddress = false, timeout = 5 } = more;
  const location = byAddress ? { jwksUrl } : { issuer: provider.issuer };
  const keys = remoteKeys(location, { fetch, timeout });
  const logger = { warn: () => {}, error: () => {} };
  const of = { issuer: provider.issuer, audience: 'api' };
  return { keys, security: createSecurity({ keys, ...of, clock, logger }) };
}

async function answerOf(security: Security, token: string): Promise<string> {
  const answer = await security.verifyToken(token);
  return answer.ok ? String(answer.claims.sub) : answer.error.code;
}

describe('testIssuer', () => {
  it.each(['ES256', 'RS256', 'PS256', 'Ed25519', 'ES512'] as const)(
    'makes %s tokens that are verified with the keys that it publishes',
    async (algorithm) => {
      const provider = await testIssuer({ issuer, algorithm, claims, clock });
      const { security } = apiOf(provider);
      const token = await provider.token();
      expect(decodeProtectedHeader(token)).toEqual({
        alg: algorithm,
        kid: provider.kid,
        typ: 'JWT',
      });
      expect(await answerOf(security, token)).toBe('alice');
      expect(provider.fetches).toEqual({ metadata: 1, keys: 1 });
    },
  );

  it('lets a token differ in claims, type, lifetime and header', async () => {
    const provider = await testIssuer({ issuer, claims, clock });
    const { security } = apiOf(provider);
    const check = async (...args: Parameters<TestIssuer['token']>) =>
      answerOf(security, await provider.token(...args));
    expect(await check({ sub: 'bob' })).toBe('bob');
    expect(await check({ aud: undefined })).toBe('token_audience_mismatch');
    expect(await check({ iss: 'https://other.example' })).toBe('token_issuer_mismatch');
    expect(await check({}, { typ: 'at+jwt' })).toBe('token_type_refused');
    expect(await check({}, { typ: null })).toBe('alice');
    expect(await check({}, { expiresIn: 0 })).toBe('token_expired');
    expect(await check({}, { header: { alg: 'none' } })).toBe('token_algorithm_refused');
  });

  it('publishes a new key beside the old one, until that is withdrawn', async () => {
    const provider = await testIssuer({ issuer, claims, clock });
    const { keys, security } = apiOf(provider);
    const old = provider.kid;
    const kid = await provider.rotate();
    expect(provider.jwks().keys.map((key) => key.kid)).toEqual([old, kid]);
    expect(await answerOf(security, await provider.token())).toBe('alice');
    const earlier = await provider.token({}, { kid: old });
    expect(await answerOf(security, earlier)).toBe('alice');
    provider.withdraw(old);
    await keys.reload();
    expect(await answerOf(security, earlier)).toBe('token_key_unknown');
  });

  it.each(['down', 'silent', 'error', 'cut'] as const)(
    'lets fetches fail while it is "%s", and recovers',
    async (failure) => {
      const provider = await testIssuer({ issuer, claims, clock });
      const { keys, security } = apiOf(provider, { timeout: 0.5 });
      provider.fail(failure);
      expect(await answerOf(security, await provider.token())).toBe('keys_unavailable');
      provider.recover();
      await keys.reload();
      expect(await answerOf(security, await provider.token())).toBe('alice');
    },
  );

  it('publishes its keys at the address that it was given', async () => {
    const jwksUrl = 'https://keys.example.net/v1/certs';
    const provider = await testIssuer({ issuer, jwksUrl, claims, clock });
    for (const byAddress of [true, false])
      expect(await answerOf(apiOf(provider, { byAddress }).security, await provider.token())).toBe(
        'alice',
      );
    expect(provider.fetches).toEqual({ metadata: 1, keys: 2 });
  });

  it('answers 404 where nothing is published, and does not count it', async () => {
    const provider = await testIssuer({ issuer });
    const init = { headers: {}, redirect: 'manual', signal: AbortSignal.timeout(1000) } as const;
    for (const url of ['https://other.example/jwks', `${issuer}/`, `${issuer}/jwks/2`])
      expect((await provider.fetch(url, init)).status).toBe(404);
    expect(provider.fetches).toEqual({ metadata: 0, keys: 0 });
  });

  it('shows no private key to any printer', async () => {
    const provider = await testIssuer({ issuer, claims });
    const shown = [inspect(provider, { depth: 9, showHidden: true }), JSON.stringify(provider)];
    expect(shown.join()).not.toMatch(/"?d"?:|PRIVATE|privateKey/);
    expect(JSON.stringify(provider.jwks())).not.toContain('"d":');
  });

  it('refuses a kid that it does not have', async () => {
    const provider = await testIssuer({ issuer });
    await expect(provider.token({}, { kid: 'other' })).rejects.toThrow(TypeError);
    await expect(provider.token({}, { expiresIn: 'soon' as never })).rejects.toThrow(TypeError);
    expect(() => provider.withdraw('other')).toThrow('other');
  });

  it('reports all faults of its options', async () => {
    const options = { issuer: 'id', algorithm: 'HS256', claims: [], clock: 1, keys: [] };
    await expect(testIssuer(options as never)).rejects.toThrow(ConfigurationError);
    const error = await testIssuer(options as never).catch((thrown: unknown) => thrown);
    expect(
      faultsOf(() => {
        throw error;
      }),
    ).toHaveLength(5);
    await expect(testIssuer({} as never)).rejects.toThrow('issuer must be an address');
  });
});

describe('the listener of a testIssuer', () => {
  const server = createServer();
  afterEach(() => {
    server.removeAllListeners('request');
    server.closeAllConnections();
    server.close();
  });

  it('answers on a real socket, and fails there too', async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const provider = await testIssuer({ issuer: `http://127.0.0.1:${port}/realm`, claims, clock });
    server.on('request', provider.listener);
    await remoteKeys({ issuer: provider.issuer }).reload();
    const keys = remoteKeys({ issuer: provider.issuer }, { timeout: 0.2 });
    for (const failure of ['down', 'silent', 'error', 'cut'] as const) {
      provider.fail(failure);
      await expect(keys.reload()).rejects.toThrow();
    }
    provider.recover();
    await remoteKeys({ jwksUrl: provider.jwksUrl }).reload();
    expect(provider.fetches.keys).toBe(2);
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  });
});

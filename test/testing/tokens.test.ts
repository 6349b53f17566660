import { afterEach, describe, expect, it, vi } from 'vitest';
import { cookiePolicy, createSecurity, keyRing } from '../../src/index.ts';
import type { Security, SecurityOptions } from '../../src/index.ts';
import { generateKeys } from '../../src/keys/generate.ts';
import {
  expiredToken,
  tamperedToken,
  testClock,
  testSecret,
  tokenOfOtherKey,
} from '../../src/testing.ts';

const securityOf = (options: Partial<SecurityOptions> = {}): Security =>
  createSecurity({ privateKey: testSecret(), expiration: '15m', ...options });

async function codeOf(security: Security, token: string): Promise<string> {
  const result = await security.verifyToken(token);
  return result.ok ? 'ok' : result.error.code;
}

afterEach(() => vi.unstubAllEnvs());

describe('testSecret', () => {
  it('is new each time, and nothing the audit finds', () => {
    expect(testSecret()).not.toBe(testSecret());
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => securityOf()).not.toThrow();
  });
});

describe('expiredToken', () => {
  it.each([0, '5m'] as const)('has expired with a leeway of %s', async (leeway) => {
    const security = securityOf({ leeway, clock: testClock() });
    expect(await codeOf(security, await expiredToken(security, 'alice'))).toBe('token_expired');
  });

  it('has the claims it is given', async () => {
    const security = securityOf();
    const token = await expiredToken(security, 'alice', { roles: ['admin'] });
    const [, payload = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      sub: 'alice',
      roles: ['admin'],
    });
  });
});

describe('tamperedToken', () => {
  it('has a signature that does not match', async () => {
    const security = securityOf();
    const token = await tamperedToken(security, 'alice');
    expect(await codeOf(security, token)).toBe('token_signature_invalid');
  });
});

describe('tokenOfOtherKey', () => {
  it('is refused by its signature if the key is a secret', async () => {
    const security = securityOf();
    const token = await tokenOfOtherKey(security, 'alice');
    expect(await codeOf(security, token)).toBe('token_signature_invalid');
  });

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const)(
    'is refused by its signature if the key is for %s',
    async (algorithm) => {
      const { privateJwk } = await generateKeys(algorithm);
      const security = securityOf({ privateKey: undefined, keys: keyRing([privateJwk]) });
      expect(await codeOf(security, await security.createToken('alice'))).toBe('ok');
      const token = await tokenOfOtherKey(security, 'alice');
      expect(await codeOf(security, token)).toBe('token_signature_invalid');
    },
  );

  it('is signed: the key of the other application would accept it', async () => {
    const security = securityOf();
    const [real, other] = [
      await security.createToken('alice'),
      await tokenOfOtherKey(security, 'alice'),
    ];
    expect(other).toHaveLength(real.length);
    expect(other.split('.')[0]).toBe(real.split('.')[0]);
  });
});

it('tokens of a security that cannot sign are an error', async () => {
  const { publicPem } = await generateKeys('ES256');
  const security = securityOf({
    privateKey: undefined,
    publicKey: publicPem,
    algorithm: 'ES256',
    policies: [cookiePolicy()],
  });
  await expect(expiredToken(security, 'alice')).rejects.toThrow('needs a key that can sign');
});

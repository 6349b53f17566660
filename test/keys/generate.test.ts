import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { generateKeys, generateSecret } from '../../src/keys/generate.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import { agree, faultsOf, pairAlgorithms, secretAlgorithms } from './sample-keys.ts';

describe('generateSecret', () => {
  it('returns 64 random bytes by default, in base64url', () => {
    expect(Buffer.from(generateSecret(), 'base64url')).toHaveLength(64);
    expect(Buffer.from(generateSecret(32), 'base64url')).toHaveLength(32);
    expect(generateSecret()).toMatch(/^[\w-]{86}$/);
  });

  it('returns another secret each time, long enough for every HMAC algorithm', () => {
    expect(generateSecret()).not.toBe(generateSecret());
    for (const algorithm of secretAlgorithms)
      expect(faultsOf(() => importKey({ algorithm, privateKey: generateSecret() }))).toEqual([]);
  });

  it.each([0, 31, 1025, 32.5, Number.NaN, -64])('throws for %d bytes', (bytes) => {
    expect(faultsOf(() => generateSecret(bytes)).join()).toContain('32 to 1024 bytes');
  });
});

describe('generateKeys', () => {
  it.each(pairAlgorithms)(
    'makes a pair for %s, of which every form is the same pair',
    async (algorithm) => {
      const made = await generateKeys(algorithm);
      const key = importKey({ algorithm, privateKey: made.privateJwk, publicKey: made.publicPem });
      expect(key.kid).toBe(made.kid);
      expect(
        agree(
          importKey({ algorithm, privateKey: made.privatePem }).signingKey,
          importKey({ algorithm, publicKey: made.publicJwk }).verifyingKey,
          algorithm,
        ),
      ).toBe(true);
      expect(made.publicJwk).toMatchObject({
        alg: algorithm,
        use: 'sig',
        kid: await calculateJwkThumbprint(made.publicJwk as never),
      });
      expect(made.publicJwk).not.toHaveProperty('d');
      expect(made.privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
      expect(made.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    },
  );

  it('makes RSA keys of 3072 bits', async () => {
    expect(
      createPublicKey((await generateKeys('RS256')).publicPem).asymmetricKeyDetails?.modulusLength,
    ).toBe(3072);
  });

  it('rejects for HMAC and for an unknown algorithm', async () => {
    await expect(generateKeys('HS512')).rejects.toThrow('make a secret');
    await expect(generateKeys('none' as never)).rejects.toThrow('algorithm is not known');
  });
});

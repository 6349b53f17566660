import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import { generateJwk } from '../../src/keys/generate.ts';
import { publish } from '../../src/keys/publish.ts';

describe('publish', () => {
  it('writes the public half of each pair, which others can import again', async () => {
    for (const algorithm of ['ES256', 'RS256', 'EdDSA'] as const) {
      const privateKey = await generateJwk(algorithm);
      const key = importKey({ algorithm, privateKey });
      const [jwk] = publish([key]).keys;
      expect(jwk).toMatchObject({ kid: privateKey.kid, alg: algorithm, use: 'sig' });
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
        expect(jwk).not.toHaveProperty(member);
      expect(importKey({ algorithm, publicKey: jwk }).verifyingKey.equals(key.verifyingKey)).toBe(
        true,
      );
    }
  });

  it('leaves out secrets', async () => {
    const key = importKey({ algorithm: 'HS512', privateKey: await generateJwk('HS512') });
    expect(publish([key])).toEqual({ keys: [] });
  });

  it('names no kid that a key does not have', async () => {
    const { kid: _, ...privateKey } = await generateJwk('ES256');
    expect(publish([importKey({ algorithm: 'ES256', privateKey })]).keys[0]).not.toHaveProperty(
      'kid',
    );
  });
});

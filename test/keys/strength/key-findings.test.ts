import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { keyFindings } from '../../../src/keys/strength/key-findings.ts';

function namesOf(secret: string | Uint8Array, algorithm: 'HS256' | 'HS512' = 'HS512'): string[] {
  return keyFindings(importKey({ algorithm, privateKey: secret })).map(({ name }) => name);
}

describe('keyFindings', () => {
  it('finds a secret that is shorter than the hash (RFC 7518 §3.2)', () => {
    expect(namesOf(randomBytes(64))).toEqual([]);
    expect(namesOf(randomBytes(63))).toEqual(['short_secret']);
    expect(namesOf(randomBytes(32), 'HS256')).toEqual([]);
    expect(namesOf(randomBytes(31), 'HS256')).toEqual(['short_secret']);
  });

  it('counts the bytes of UTF-8, not the characters', () => {
    const [finding] = keyFindings(importKey({ algorithm: 'HS512', privateKey: 'é'.repeat(31) }));
    expect(finding?.reason).toContain('has 62 bytes');
  });

  it('finds a secret of words, also if it is short', () => {
    expect(namesOf('password'.repeat(8))).toEqual(['guessable_secret']);
    expect(namesOf('password'.repeat(7))).toEqual(['short_secret', 'guessable_secret']);
  });

  it('says once that a secret of a few characters is weak', () => {
    for (const secret of ['a', 'password', 'K7#pQ2!x', 'correct horse battery'])
      expect(namesOf(secret)).toEqual(['short_secret']);
  });

  it('says of a published secret that alone', () => {
    expect(namesOf('your-256-bit-secret')).toEqual(['published_secret']);
  });

  it('finds nothing in the key of a pair', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(keyFindings(importKey({ algorithm: 'EdDSA', privateKey }))).toEqual([]);
  });
});

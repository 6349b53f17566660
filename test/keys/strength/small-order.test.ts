import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSmallOrder } from '../../../src/keys/strength/small-order.ts';
import { pairOf } from '../sample-keys.ts';

/**
 * The y of all points of small order of edwards25519 in little-endian, as they are commonly
 * published, and their encodings that exceed the prime.
 */
const PUBLISHED: readonly [string, string][] = [
  ['order 4', '0000000000000000000000000000000000000000000000000000000000000000'],
  ['order 1', '0100000000000000000000000000000000000000000000000000000000000000'],
  ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['order 2', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['order 4, written as p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['order 1, written as p + 1', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
];

const keyOf = (crv: string, bytes: Buffer) =>
  createPublicKey({ key: { kty: 'OKP', crv, x: bytes.toString('base64url') }, format: 'jwk' });

describe('isSmallOrder', () => {
  it.each(PUBLISHED)('finds the Ed25519 point of %s, with either sign', (_, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(isSmallOrder(keyOf('Ed25519', bytes))).toBe(true);
    bytes[31] = (bytes[31] as number) | 0x80;
    expect(isSmallOrder(keyOf('Ed25519', bytes))).toBe(true);
  });

  it('finds the Ed448 points of order 1, 2 and 4, with either sign', () => {
    const prime = 2n ** 448n - 2n ** 224n - 1n;
    for (const y of [0n, 1n, prime - 1n, prime, prime + 1n]) {
      const bytes = Buffer.from(y.toString(16).padStart(114, '0'), 'hex').reverse();
      expect(isSmallOrder(keyOf('Ed448', bytes))).toBe(true);
      bytes[56] = 0x80;
      expect(isSmallOrder(keyOf('Ed448', bytes))).toBe(true);
    }
  });

  it('is needed: for the neutral point, one Ed25519 signature is valid for every message', () => {
    const neutral = keyOf('Ed25519', Buffer.from(PUBLISHED[1]?.[1] as string, 'hex'));
    const signature = Buffer.concat([
      Buffer.from(PUBLISHED[1]?.[1] as string, 'hex'),
      Buffer.alloc(32),
    ]);
    expect([
      verify(null, Buffer.from('one'), neutral, signature),
      verify(null, Buffer.from('other'), neutral, signature),
    ]).toEqual([true, true]);
  });

  it('accepts random keys', () => {
    for (let round = 0; round < 50; round++) {
      expect(isSmallOrder(pairOf(`ed25519#${round}`).publicKey)).toBe(false);
      expect(isSmallOrder(pairOf(`ed448#${round}`).publicKey)).toBe(false);
    }
  });
});

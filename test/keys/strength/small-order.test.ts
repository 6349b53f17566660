import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSmallOrder } from '../../../src/keys/strength/small-order.ts';
import { pairOf } from '../samples.ts';

/** The y of all points of small order of edwards25519 in little-endian, as they are commonly published, and their spellings past the prime. */
const PUBLISHED: readonly [string, string][] = [
  ['order 4', '0000000000000000000000000000000000000000000000000000000000000000'],
  ['order 1', '0100000000000000000000000000000000000000000000000000000000000000'],
  ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['order 2', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['order 4, written as p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['order 1, written as p + 1', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
];

const keyOf = (crv: string, octets: Buffer) =>
  createPublicKey({ key: { kty: 'OKP', crv, x: octets.toString('base64url') }, format: 'jwk' });

describe('isSmallOrder', () => {
  it.each(PUBLISHED)('sees the Ed25519 point of %s, with either sign', (_, hex) => {
    const octets = Buffer.from(hex, 'hex');
    expect(isSmallOrder(keyOf('Ed25519', octets))).toBe(true);
    octets[31] = (octets[31] as number) | 0x80;
    expect(isSmallOrder(keyOf('Ed25519', octets))).toBe(true);
  });

  it('sees the Ed448 points of order 1, 2 and 4, with either sign', () => {
    const prime = 2n ** 448n - 2n ** 224n - 1n;
    for (const y of [0n, 1n, prime - 1n, prime, prime + 1n]) {
      const octets = Buffer.from(y.toString(16).padStart(114, '0'), 'hex').reverse();
      expect(isSmallOrder(keyOf('Ed448', octets))).toBe(true);
      octets[56] = 0x80;
      expect(isSmallOrder(keyOf('Ed448', octets))).toBe(true);
    }
  });

  it('is needed: under the neutral point, one signature of Ed25519 fits every message', () => {
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

  it('lets ordinary keys pass', () => {
    for (let round = 0; round < 50; round++) {
      expect(isSmallOrder(pairOf(`ed25519#${round}`).publicKey)).toBe(false);
      expect(isSmallOrder(pairOf(`ed448#${round}`).publicKey)).toBe(false);
    }
  });
});

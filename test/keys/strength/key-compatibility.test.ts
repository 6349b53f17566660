import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertKeyFits, suggestAlgorithm } from '../../../src/keys/strength/key-compatibility.ts';
import { faultsOf, pairAlgorithms, pairFor, pairOf } from '../sample-keys.ts';

/** The algorithms that each kind of key fits, written here a second time. */
const FITS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
  ed25519: ['EdDSA', 'Ed25519'],
  ed448: ['EdDSA'],
  x25519: [],
  secp256k1: [],
  brainpoolP256r1: [],
};

describe.each(Object.entries(FITS))('a key of type %s', (kind, fitting) => {
  it(`fits ${fitting.join(', ') || 'nothing'}`, () => {
    const key = pairOf(kind).publicKey;
    expect(
      pairAlgorithms.filter(
        (algorithm) => faultsOf(() => assertKeyFits(key, algorithm, 'key')).length === 0,
      ),
    ).toEqual(fitting);
  });

  it('is reported with the algorithm that it fits', () => {
    const text = suggestAlgorithm(pairOf(kind).publicKey);
    expect(text).toContain(
      fitting[0] === undefined ? 'no supported algorithm' : `set algorithm to ${fitting[0]}`,
    );
  });
});

describe('assertKeyFits', () => {
  it('rejects the point at infinity, which parses, for every algorithm', () => {
    const infinity = Buffer.from('3019301306072a8648ce3d020106082a8648ce3d03010703020000', 'hex');
    const key = createPublicKey({ key: infinity, format: 'der', type: 'spki' });
    for (const algorithm of pairAlgorithms)
      expect(faultsOf(() => assertKeyFits(key, algorithm, 'key')).join()).toContain(
        'not a point on its curve',
      );
  });

  it('rejects DSA and Diffie-Hellman keys', () => {
    const dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).publicKey;
    const dh = generateKeyPairSync('dh' as 'x25519', { group: 'modp14' } as object).publicKey;
    for (const key of [dsa, dh])
      expect(faultsOf(() => assertKeyFits(key, 'RS256', 'key')).join()).toContain(
        'no supported algorithm signs with it',
      );
  });

  it('rejects a point of small order', () => {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32).toString('base64url') },
      format: 'jwk',
    });
    expect(faultsOf(() => assertKeyFits(key, 'EdDSA', 'key')).join()).toContain('small order');
    expect(faultsOf(() => assertKeyFits(pairFor('EdDSA').publicKey, 'EdDSA', 'key'))).toEqual([]);
  });
});

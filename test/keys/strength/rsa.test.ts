import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { algorithmRow } from '../../../src/keys/algorithm.ts';
import { rsaFault } from '../../../src/keys/strength/rsa.ts';
import { jwkOf, pairOf } from '../sample-keys.ts';

const rs256 = algorithmRow('RS256');
const good = Buffer.from(jwkOf(pairOf('rsa').publicKey).n as string, 'base64url');

function faultOf(modulus: Buffer, exponent: bigint): string | null {
  const e = Buffer.from(exponent.toString(16).padStart(18, '0'), 'hex');
  const trimmed = e.subarray(e.findIndex((byte) => byte !== 0));
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: trimmed.toString('base64url') };
  return rsaFault(createPublicKey({ key: jwk, format: 'jwk' }), rs256);
}

describe('rsaFault', () => {
  it.each([3n, 5n, 17n, 65_537n, 2n ** 64n - 1n])('accepts the exponent %d', (exponent) => {
    expect(faultOf(good, exponent)).toBeNull();
  });

  it.each([1n, 2n, 4n, 65_536n, 2n ** 64n + 1n])('rejects the exponent %d', (exponent) => {
    expect(faultOf(good, exponent)).toContain('public exponent');
  });

  it('rejects fewer than 2048 bits and more than OpenSSL verifies', () => {
    const halved = Buffer.from(good);
    halved[0] = 0x7f;
    expect(faultOf(halved, 65_537n)).toContain('has 2047 bits');
    expect(faultOf(Buffer.alloc(2049, 0xff), 65_537n)).toContain('has 16392 bits');
    expect(
      rsaFault(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, rs256),
    ).toContain('has 1024 bits');
  });

  it('rejects an even modulus', () => {
    const even = Buffer.from(good);
    even[255] = (even[255] as number) & 0xfe;
    expect(faultOf(even, 65_537n)).toContain('even modulus');
  });

  it('reads the modulus of an RSA-PSS key too', () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    expect(rsaFault(publicKey, algorithmRow('PS256'))).toBeNull();
  });
});

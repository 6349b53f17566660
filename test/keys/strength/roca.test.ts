import { describe, expect, it } from 'vitest';
import { hasRocaFingerprint } from '../../../src/keys/strength/roca.ts';
import { jwkOf, pairOf } from '../sample-keys.ts';

/** The product of the first 39 primes, as the generator used it for 512-bit keys. */
const M = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
  101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
].reduce((product, prime) => product * BigInt(prime), 1n);

function power(exponent: number): bigint {
  let result = 1n;
  for (let step = 0; step < exponent; step++) result = (result * 65_537n) % M;
  return result;
}

describe('hasRocaFingerprint', () => {
  it('finds every product of two numbers of the form k·M + (65537^a mod M)', () => {
    for (let round = 1; round < 50; round++) {
      const p = BigInt(round * 7919) * M + power(round * 3);
      const q = BigInt(round * 104_729) * M + power(round * 11 + 1);
      expect(hasRocaFingerprint(p * q)).toBe(true);
    }
  });

  it('finds nothing if a single prime does not fit', () => {
    const number = 12_345n * M + power(100);
    expect(hasRocaFingerprint(number)).toBe(true);
    // Adding M/11 changes the remainder modulo 11 only, where 65537 generates {1, 10}.
    const remainders = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n].map((times) =>
      hasRocaFingerprint(number + times * (M / 11n)),
    );
    expect(remainders.filter(Boolean)).toHaveLength(1);
  });

  it('finds nothing in a modulus made by OpenSSL', () => {
    expect(
      hasRocaFingerprint(
        BigInt(
          `0x${Buffer.from(jwkOf(pairOf('rsa').publicKey).n as string, 'base64url').toString('hex')}`,
        ),
      ),
    ).toBe(false);
  });
});

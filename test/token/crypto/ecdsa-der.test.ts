import { randomBytes, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDer } from '../../../src/token/crypto/ecdsa-der.ts';
import { pairFor } from '../../keys/sample-keys.ts';

/** X.690 §8.3 and §8.9 out of big numbers, which shares nothing with the code that moves octets. */
function der(r: bigint, s: bigint): string {
  const tagged = (tag: number, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(content.length > 127 ? [tag, 0x81, content.length] : [tag, content.length]),
      content,
    ]);
  const integer = (value: bigint): Buffer => {
    const hex = value.toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    return tagged(
      2,
      Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even, 'hex'),
    );
  };
  return tagged(0x30, Buffer.concat([integer(r), integer(s)])).toString('hex');
}

const number = (octets: Uint8Array) => BigInt(`0x${Buffer.from(octets).toString('hex')}`);

describe('an ECDSA signature as DER', () => {
  it.each([32, 48, 66])('is what X.690 says, for numbers of %i octets of every shape', (half) => {
    // Numbers that begin with zeros, or with the bit that would be a sign, are where such code goes wrong.
    const shaped = fc
      .tuple(
        fc.integer({ min: 0, max: half }),
        fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
        fc.uint8Array({ minLength: half, maxLength: half }),
      )
      .map(([zeros, first, octets]) => {
        octets.fill(0, 0, zeros);
        if (zeros < half) octets[zeros] = first;
        return octets;
      });
    fc.assert(
      fc.property(shaped, shaped, (r, s) => {
        expect(toDer(Buffer.concat([r, s])).toString('hex')).toBe(der(number(r), number(s)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['ES256', 'ES384', 'ES512'] as const)(
    'verifies under %s as the fixed-length form does, and fails where that fails',
    (algorithm) => {
      const { privateKey: key, publicKey } = pairFor(algorithm);
      const hash = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' }[algorithm];
      for (let run = 0; run < 20; run++) {
        const text = randomBytes(16);
        const fixed = sign(hash, text, { key, dsaEncoding: 'ieee-p1363' });
        expect(verify(hash, text, publicKey, toDer(fixed))).toBe(true);
        fixed[run] = (fixed[run] as number) ^ 1;
        expect(verify(hash, text, publicKey, toDer(fixed))).toBe(false);
      }
    },
  );

  it('of zeros is two zeros, which verifies nothing', () => {
    expect(toDer(Buffer.alloc(64)).toString('hex')).toBe('3006020100020100');
    expect(
      verify('sha256', Buffer.from('x'), pairFor('ES256').publicKey, toDer(Buffer.alloc(64))),
    ).toBe(false);
  });
});

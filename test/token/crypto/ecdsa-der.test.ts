import { randomBytes, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDer, toDer } from '../../../src/token/crypto/ecdsa-der.ts';
import { pairFor } from '../../keys/sample-keys.ts';

/** X.690 §8.3 and §8.9 by big integers: it shares nothing with the code that moves bytes. */
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

const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

describe('toDer and fromDer', () => {
  it.each([32, 48, 66])(
    'convert as X.690 says, and back, for numbers of %i bytes of every shape',
    (half) => {
      // Such code fails on numbers that begin with zeros, or with the bit that would be the sign.
      const shaped = fc
        .tuple(
          fc.integer({ min: 0, max: half }),
          fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
          fc.uint8Array({ minLength: half, maxLength: half }),
        )
        .map(([zeros, first, bytes]) => {
          bytes.fill(0, 0, zeros);
          if (zeros < half) bytes[zeros] = first;
          return bytes;
        });
      fc.assert(
        fc.property(shaped, shaped, (r, s) => {
          const fixed = Buffer.concat([r, s]);
          expect(toDer(fixed).toString('hex')).toBe(der(number(r), number(s)));
          expect(fromDer(toDer(fixed), half)).toEqual(fixed);
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each(['ES256', 'ES384', 'ES512'] as const)(
    'convert signatures of %s so that node:crypto accepts and rejects them as before',
    (algorithm) => {
      const { privateKey: key, publicKey } = pairFor(algorithm);
      const hash = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' }[algorithm];
      for (let run = 0; run < 20; run++) {
        const text = randomBytes(16);
        const fixed = sign(hash, text, { key, dsaEncoding: 'ieee-p1363' });
        expect(verify(hash, text, publicKey, toDer(fixed))).toBe(true);
        const made = fromDer(sign(hash, text, key), fixed.length / 2);
        const p1363 = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
        expect(verify(hash, text, p1363, made)).toBe(true);
        fixed[run] = (fixed[run] as number) ^ 1;
        expect(verify(hash, text, publicKey, toDer(fixed))).toBe(false);
      }
    },
  );

  it('convert a signature of zeros to one that is never valid', () => {
    expect(toDer(Buffer.alloc(64)).toString('hex')).toBe('3006020100020100');
    expect(
      verify('sha256', Buffer.from('x'), pairFor('ES256').publicKey, toDer(Buffer.alloc(64))),
    ).toBe(false);
  });
});

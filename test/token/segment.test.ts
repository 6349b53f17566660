import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64url,
  decodeText,
  encodeText,
  isCanonicalBase64url,
} from '../../src/token/segment.ts';

const encoded = (octets: Uint8Array) => Buffer.from(octets).toString('base64url');
const octetsOf = (text: string) => {
  const octets = decodeBase64url(text);
  return octets === null ? null : [...octets];
};

/** The other spellings that forgiving decoders take for the text: each has a reader somewhere for which it is the same token. */
const otherSpellings: [what: string, respell: (text: string) => string][] = [
  ['padding', (text) => `${text}=`],
  ['full padding', (text) => `${text}==`],
  ['a space behind it', (text) => `${text} `],
  ['a line break inside', (text) => `${text.slice(0, 2)}\n${text.slice(2)}`],
  ['a sign of no alphabet', (text) => `${text}!`],
  ['a NUL', (text) => `${text}\0`],
  [
    'spare bits',
    (text) => `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`,
  ],
  ['a single sign too many', (text) => `${text}AAA`],
  [
    'a wide character that ends in the octet of the right one',
    (text) => String.fromCharCode(text.charCodeAt(0) + 0x100) + text.slice(1),
  ],
];

describe('a base64url segment', () => {
  it('gives the octets that were written, whatever they are and however many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        expect(octetsOf(encoded(octets))).toEqual([...octets]);
      }),
    );
    for (const length of [8189, 8190, 8191, 20_000]) {
      const octets = Uint8Array.from({ length }, (_, index) => index % 251);
      expect(
        Buffer.from(octets).equals(decodeBase64url(encoded(octets)) as Buffer),
        String(length),
      ).toBe(true);
    }
  });

  it.each(otherSpellings)('has one spelling: %s is refused', (_what, respell) => {
    // Four octets, so that the last sign has four spare bits; once short, and once beyond the memory that is kept for short ones.
    for (const octets of [Buffer.from('abcd'), Buffer.alloc(12_001, 'a')]) {
      const text = encoded(octets);
      expect(decodeText(text)).toBe(octets.toString());
      expect(decodeBase64url(respell(text))).toBeNull();
      expect(decodeText(respell(text))).toBeNull();
    }
  });

  it('is told from its characters as it is told by decoding, wherever in a text it begins', () => {
    const sign = fc.constantFrom(...'AQgwB-_09az+/= .\n\0é\u0141'.split(''));
    const texts = fc.oneof(
      fc.string({ unit: sign, maxLength: 6 }),
      fc.uint8Array({ maxLength: 90 }).map(encoded),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, fc.string(), (text, before) => {
        expect(isCanonicalBase64url(before + text, before.length)).toBe(octetsOf(text) !== null);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes the letters of base64url alone: + and / are refused where - and _ are right', () => {
    expect(octetsOf('-_-_')).toEqual([0xfb, 0xff, 0xbf]);
    for (const text of ['+/+/', '-/-_', '+_-_']) expect(octetsOf(text), text).toBeNull();
  });

  it('gives the text of UTF-8, U+FFFD and a byte order mark included', () => {
    for (const text of [
      '',
      'plain',
      'Jöhn 😀',
      '\uFFFD',
      '\uFEFF{}',
      '\0',
      'x'.repeat(9000),
      'ü'.repeat(9000),
    ])
      expect(decodeText(encoded(Buffer.from(text)))).toBe(text);
  });

  it.each([
    ['a lone octet', [0xff]],
    ['a sequence that breaks off', [0x61, 0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['more than Unicode has', [0xf4, 0x90, 0x80, 0x80]],
    ['such beside a real U+FFFD', [0xef, 0xbf, 0xbd, 0xff]],
  ])('gives no text for what is no UTF-8: %s', (_what, octets) => {
    expect(decodeText(encoded(Uint8Array.from(octets)))).toBeNull();
    expect(
      decodeText(encoded(Buffer.concat([Buffer.alloc(9000, 'a'), Uint8Array.from(octets)]))),
    ).toBeNull();
  });

  it('is written for a text as it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(encodeText(text)).toBe(encoded(Buffer.from(text)));
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
    for (const length of [2730, 2731, 8192, 30_000])
      expect(decodeText(encodeText('€'.repeat(length)))).toBe('€'.repeat(length));
  });
});

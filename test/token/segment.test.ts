import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64url,
  decodeText,
  encodeText,
  isCanonicalBase64url,
} from '../../src/token/segment.ts';

const encoded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string) => {
  const bytes = decodeBase64url(text);
  return bytes === null ? null : [...bytes];
};

/** Other spellings of a string that lenient decoders accept: to some reader, each is the token. */
const otherSpellings: [what: string, respell: (text: string) => string][] = [
  ['padding', (text) => `${text}=`],
  ['full padding', (text) => `${text}==`],
  ['a space after it', (text) => `${text} `],
  ['a line break inside', (text) => `${text.slice(0, 2)}\n${text.slice(2)}`],
  ['a character of no alphabet', (text) => `${text}!`],
  ['a NUL', (text) => `${text}\0`],
  [
    'spare bits',
    (text) => `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`,
  ],
  ['a single character too many', (text) => `${text}AAA`],
  [
    'a wide character whose low byte is the right one',
    (text) => String.fromCharCode(text.charCodeAt(0) + 0x100) + text.slice(1),
  ],
];

describe('segment', () => {
  it('decodes the bytes that were encoded, whatever they are and however many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(bytesOf(encoded(bytes))).toEqual([...bytes]);
      }),
    );
    for (const length of [8189, 8190, 8191, 20_000]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
      expect(
        Buffer.from(bytes).equals(decodeBase64url(encoded(bytes)) as Buffer),
        String(length),
      ).toBe(true);
    }
  });

  it.each(otherSpellings)('rejects every other spelling: %s', (_what, respell) => {
    // One byte more than a multiple of three, so that the last character has four spare bits; once
    // short, and once too long for the shared buffer.
    for (const bytes of [Buffer.from('abcd'), Buffer.alloc(12_001, 'a')]) {
      const text = encoded(bytes);
      expect(decodeText(text)).toBe(bytes.toString());
      expect(decodeBase64url(respell(text))).toBeNull();
      expect(decodeText(respell(text))).toBeNull();
    }
  });

  it('is canonical by its characters if it is canonical by decoding, from any place on', () => {
    const character = fc.constantFrom(...'AQgwB-_09az+/= .\n\0é\u0141'.split(''));
    const texts = fc.oneof(
      fc.string({ unit: character, maxLength: 6 }),
      fc.uint8Array({ maxLength: 90 }).map(encoded),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, fc.string(), (text, before) => {
        expect(isCanonicalBase64url(before + text, before.length)).toBe(bytesOf(text) !== null);
      }),
      { numRuns: 3000 },
    );
  });

  it('rejects + and / in the place of - and _', () => {
    expect(bytesOf('-_-_')).toEqual([0xfb, 0xff, 0xbf]);
    for (const text of ['+/+/', '-/-_', '+_-_']) expect(bytesOf(text), text).toBeNull();
  });

  it('decodes UTF-8, U+FFFD and a byte order mark included', () => {
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
    ['a lone byte', [0xff]],
    ['a truncated sequence', [0x61, 0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['an invalid byte beside a real U+FFFD', [0xef, 0xbf, 0xbd, 0xff]],
  ])('returns null for invalid UTF-8: %s', (_what, bytes) => {
    expect(decodeText(encoded(Uint8Array.from(bytes)))).toBeNull();
    expect(
      decodeText(encoded(Buffer.concat([Buffer.alloc(9000, 'a'), Uint8Array.from(bytes)]))),
    ).toBeNull();
  });

  it('encodes a string so that it is decoded to the same', () => {
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

import { describe, expect, it } from 'vitest';
import { isIdentifier, isUserId } from '../../src/token/identifier.ts';

describe('isIdentifier', () => {
  it.each(['4', ' ', 'alice', 'jöhn', '😀', 'x'.repeat(255), 'ü'.repeat(127), '~'])(
    'accepts %j',
    (value) => {
      expect(isIdentifier(value)).toBe(true);
    },
  );

  it.each([
    ['the empty string', ''],
    ['256 ASCII characters', 'x'.repeat(256)],
    ['256 bytes of UTF-8', 'ü'.repeat(128)],
    ['NUL', 'a\0'],
    ['a line feed', '\n'],
    ['DEL', 'a\u007f'],
    ['a C1 control character', 'a\u0085'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', 'a\u2029'],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', 'a\udc00'],
    ['a control character after a non-ASCII one', 'ü\u0007'],
    ['a number', 4],
  ])('rejects %s', (_what, value) => {
    expect(isIdentifier(value)).toBe(false);
  });
});

describe('isUserId', () => {
  it.each([0, -0, 4, -1, Number.MAX_SAFE_INTEGER])('accepts the safe integer %d', (id) => {
    expect(isUserId(id)).toBe(true);
  });

  it('accepts a string that is an identifier', () => {
    expect([isUserId('alice'), isUserId('a\n')]).toEqual([true, false]);
  });

  it.each([1.5, 2 ** 53, -(2 ** 53), Number.NaN, Number.POSITIVE_INFINITY, 4n, null, undefined])(
    'rejects %s',
    (id) => {
      expect(isUserId(id)).toBe(false);
    },
  );

  it.each([[true], [[]], [{}]])('rejects %j', (id) => {
    expect(isUserId(id)).toBe(false);
  });
});

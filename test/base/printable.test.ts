import { describe, expect, it } from 'vitest';
import { printable } from '../../src/base/printable.ts';

describe('printable', () => {
  it('leaves letters of every script alone', () => {
    for (const text of ['plain ASCII ~', 'käse', '日本語', 'עברית', '🙂'])
      expect(printable(text)).toBe(text);
  });

  it.each([
    ['a line feed', '\n', '\\u000a'],
    ['an escape', '\u001b', '\\u001b'],
    ['a C1 control', '\u009b', '\\u009b'],
    ['a bidirectional override', '\u202e', '\\u202e'],
    ['an Arabic letter mark', '\u061c', '\\u061c'],
    ['a zero-width space', '\u200b', '\\u200b'],
    ['a grapheme joiner', '\u034f', '\\u034f'],
    ['a Hangul filler', '\u3164', '\\u3164'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a lone surrogate', '\ud800', '\\ud800'],
    ['a tag character', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s as JSON does', (_, character, shown) => {
    expect(printable(`a${character}b`)).toBe(`a${shown}b`);
  });

  it('keeps line breaks and tabs of a block', () => {
    expect(printable('a\n\tb\r', true)).toBe('a\n\tb\\u000d');
  });
});

import { describe, expect, it } from 'vitest';
import { KeyText } from '../../../src/keys/import/key-text.ts';
import type { SettingDefinition } from '../../../src/config/load/setting-definitions.ts';
import { definitionOf } from '../../../src/config/load/setting-definitions.ts';
import { parseSetting } from '../../../src/config/load/setting-value.ts';

function read(name: string, text: string): unknown {
  const result = parseSetting(text, definitionOf(name) as SettingDefinition);
  return 'value' in result ? KeyText.reveal(result.value) : `fault: ${result.fault}`;
}
const fault: unknown = expect.stringMatching(/^fault: .*(write|set|separate)/);

describe('parseSetting', () => {
  it('reads a duration, and accepts never only for expiration', () => {
    expect([
      read('leeway', '30'),
      read('leeway', ' 5m '),
      read('expiration', '2h'),
      read('expiration', 'never'),
    ]).toEqual([30, 300, 7200, 'never']);
    expect([
      read('leeway', 'never'),
      read('leeway', '1.5'),
      read('leeway', '-1'),
      read('expiration', '15 m'),
    ]).toEqual([fault, fault, fault, fault]);
  });

  it('reads a boolean in any of the words of ini files', () => {
    for (const yes of ['true', 'yes', 'on', '1', 'TRUE', 'Yes'])
      expect(read('cookie_csrf', yes)).toBe(true);
    for (const no of ['false', 'no', 'off', '0', 'False', 'NO'])
      expect(read('cookie_csrf', no)).toBe(false);
    for (const neither of ['2', 'y', 'constructor', 'disabled'])
      expect(read('cookie_csrf', neither)).toEqual(fault);
  });

  it('reads a whole number only from digits', () => {
    expect(read('max_token_length', '4096')).toBe(4096);
    for (const other of ['1e3', '0x10', '-1', '1.0', '9999999999'])
      expect(read('max_token_length', other)).toEqual(fault);
  });

  it('reads a list separated by commas or lines, and refuses empty items', () => {
    expect(read('audience', 'a, b\nc ,\n d')).toEqual(['a', 'b', 'c', 'd']);
    for (const holed of ['a,,b', ',a', 'a,', 'a,\n,b'])
      expect(read('audience', holed)).toEqual(fault);
  });

  it('accepts only the listed words of a choice, in their exact spelling', () => {
    expect([read('cookie_same_site', 'strict'), read('algorithm', 'ES256')]).toEqual([
      'strict',
      'ES256',
    ]);
    expect([
      read('cookie_same_site', 'Lax'),
      read('algorithm', 'none'),
      read('cookie_format', 'json'),
    ]).toEqual([fault, fault, fault]);
  });

  it('refuses a value in quotes, which docker --env-file keeps', () => {
    for (const quote of ['"', "'", '`'])
      for (const name of ['private_key', 'audience', 'issuer', 'expiration'])
        expect(read(name, `${quote}15m${quote}`)).toMatch(/^fault: is in quotes/);
    expect(read('issuer', '"')).toBe('"');
    expect(read('private_key', `"a'`)).toBe(`"a'`);
  });

  it('refuses a secret with white space around it, but not a PEM or a JWK', () => {
    for (const text of [' a', 'a ', 'a\t', 'a\r', 'a\n\n', '\na'])
      expect(read('private_key', text)).toMatch(/^fault: begins or ends with white space/);
    for (const text of ['  -----BEGIN x-----\n\n', ' {"kty":"oct"} \n\n'])
      expect(read('private_key', text)).toBe(text.slice(0, -1));
  });

  it('reads a list with a long run of blanks', () => {
    expect(read('audience', `a${' '.repeat(200_000)}b, c`)).toHaveLength(2);
  });

  it('keeps every character of a key except one line end at its end', () => {
    expect(read('private_key', 'a  b\r\n')).toBe('a  b');
    expect(read('private_key', 'a\n')).toBe('a');
    expect(read('issuer', ' a b \n')).toBe('a b');
  });

  it.each([
    'private_key',
    'public_key',
    'issuer',
    'audience',
    'leeway',
    'cookie_csrf',
    'cookie_same_site',
  ])('refuses an empty value of %s', (name) => {
    for (const empty of ['', '  ', '\n'])
      expect(read(name, empty)).toEqual(
        expect.stringMatching(/^fault: is empty: set it.*or remove it$/),
      );
  });
});

import { describe, expect, it } from 'vitest';
import { isHttpToken } from '../../src/http/http-token.ts';

describe('isHttpToken', () => {
  it.each(['Authorization', 'x-token', '__Host-a', "!#$%&'*+-.^_`|~0z"])('accepts %s', (text) => {
    expect(isHttpToken(text)).toBe(true);
  });

  it.each([
    '',
    'a b',
    'a\t',
    'a,b',
    'a;b',
    'a=b',
    'a"',
    'a\n',
    'a:',
    'a/b',
    'ä',
    'a\u0000',
    '(a)',
    4,
    null,
    undefined,
  ])('rejects %j', (text) => {
    expect(isHttpToken(text)).toBe(false);
  });
});

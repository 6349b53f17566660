import { describe, expect, it } from 'vitest';
import { nearest, unknownOptions } from '../../src/options/did-you-mean.ts';

const known = ['cookieName', 'cookiePath', 'reissueTime', 'csrf'];

describe('the nearest known word', () => {
  it.each([
    ['cookieNme', 'cookieName'],
    ['cokieName', 'cookieName'],
    ['cookie_path', 'cookiePath'],
    ['COOKIE-PATH', 'cookiePath'],
    ['reisuetime', 'reissueTime'],
    ['crsf', 'csrf'],
  ])('of %s is %s', (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant);
  });

  it('counts two swapped letters as one slip, or a short word would be too far away', () => {
    expect(nearest('abdc', ['abcd', 'zzzz'])).toBe('abcd');
  });

  it('does not count what divides words, or all of this would be too far away', () => {
    expect(nearest('a-b-c-d', ['abcd'])).toBe('abcd');
    expect(nearest('a_b_c_d', ['abcd'])).toBe('abcd');
    expect(nearest('abcd', ['a.b.c.d'])).toBe('a.b.c.d');
  });

  it('takes the first of two that are equally near', () => {
    expect(nearest('abcx', ['abcd', 'abce'])).toBe('abcd');
  });

  it('is none for nothing, and for what is longer than any name', () => {
    expect(nearest('_', ['a'])).toBeNull();
    expect(nearest('c'.repeat(65), ['c'.repeat(64)])).toBeNull();
  });

  it('takes the nearer of two', () => {
    expect(nearest('cookiePat', ['cookieName', 'cookiePath'])).toBe('cookiePath');
    expect(nearest('cookiePat', ['cookiePath', 'cookieName'])).toBe('cookiePath');
  });

  it.each(['secret', 'x', '', '_', 'c'.repeat(100)])('is none for %j', (typed) => {
    expect(nearest(typed, known)).toBeNull();
  });
});

describe('unknown options', () => {
  it('are named, each with the option that was probably meant', () => {
    expect(unknownOptions({ csrf: true, cokieName: 'a' }, known, 'cookiePolicy')).toEqual([
      'cookiePolicy has no option "cokieName": did you mean cookieName?',
    ]);
  });

  it('are answered with the list when none is near', () => {
    expect(unknownOptions({ zzz: 1 }, known, 'p')[0]).toContain(
      'the options are cookieName, cookiePath, reissueTime, csrf',
    );
  });

  it('are none when all are known', () => {
    expect(unknownOptions({ csrf: false }, known, 'p')).toEqual([]);
  });
});

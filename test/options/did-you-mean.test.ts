import { describe, expect, it } from 'vitest';
import { nearest, unknownOptions } from '../../src/options/did-you-mean.ts';

const known = ['cookieName', 'cookiePath', 'reissueTime', 'csrf'];

describe('nearest', () => {
  it.each([
    ['cookieNme', 'cookieName'],
    ['cokieName', 'cookieName'],
    ['cookie_path', 'cookiePath'],
    ['COOKIE-PATH', 'cookiePath'],
    ['reisuetime', 'reissueTime'],
    ['crsf', 'csrf'],
  ])('finds for %s the word %s', (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant);
  });

  it('counts two swapped letters as one mistake', () => {
    expect(nearest('abdc', ['abcd', 'zzzz'])).toBe('abcd');
  });

  it('ignores what separates words', () => {
    expect(nearest('a-b-c-d', ['abcd'])).toBe('abcd');
    expect(nearest('a_b_c_d', ['abcd'])).toBe('abcd');
    expect(nearest('abcd', ['a.b.c.d'])).toBe('a.b.c.d');
  });

  it('returns the nearer of two words, in any order', () => {
    expect(nearest('cookiePat', ['cookieName', 'cookiePath'])).toBe('cookiePath');
    expect(nearest('cookiePat', ['cookiePath', 'cookieName'])).toBe('cookiePath');
  });

  it('returns the first of two words that are equally near', () => {
    expect(nearest('abcx', ['abcd', 'abce'])).toBe('abcd');
  });

  it('returns null for a word without letters, and for one over 64 letters', () => {
    expect(nearest('_', ['a'])).toBeNull();
    expect(nearest('c'.repeat(64), ['c'.repeat(64)])).toBe('c'.repeat(64));
    expect(nearest('c'.repeat(65), ['c'.repeat(64)])).toBeNull();
  });

  it.each(['secret', 'x', '', '_', 'c'.repeat(100)])('returns null for %j', (typed) => {
    expect(nearest(typed, known)).toBeNull();
  });
});

describe('unknownOptions', () => {
  it('names each unknown option with the one that was probably meant', () => {
    expect(unknownOptions({ csrf: true, cokieName: 'a' }, known, 'cookiePolicy')).toEqual([
      'cookiePolicy has no option "cokieName": did you mean cookieName?',
    ]);
  });

  it('lists all options if none is near', () => {
    expect(unknownOptions({ zzz: 1 }, known, 'p')).toEqual([
      'p has no option "zzz": the options are cookieName, cookiePath, reissueTime, csrf.',
    ]);
  });

  it('repeats no more than 64 characters of a name', () => {
    expect(unknownOptions({ ['z'.repeat(65)]: 1 }, known, 'p')[0]).toContain(
      `"${'z'.repeat(64)}":`,
    );
  });

  it('returns an empty list if all options are known', () => {
    expect(unknownOptions({ csrf: false }, known, 'p')).toEqual([]);
  });
});

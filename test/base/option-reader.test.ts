import { describe, expect, it } from 'vitest';
import { callable, flag, isText, listOf, NONE, OptionReader } from '../../src/base/option-reader.ts';

const NAMES = ['csrf', 'domains', 'onReissue'];
const faultsOf = (given: object, take: (reader: OptionReader) => unknown): readonly string[] => {
  const reader = new OptionReader(given, NAMES, 'cookiePolicy');
  take(reader);
  return reader.faults;
};

describe('OptionReader', () => {
  it('gives what an option means, and the fallback of one that is left out or undefined', () => {
    const reader = new OptionReader({ csrf: false, onReissue: undefined }, NAMES, 'cookiePolicy');
    expect(reader.take('csrf', true, flag, 'is wrong')).toBe(false);
    expect(reader.take('onReissue', null, callable, 'is wrong')).toBeNull();
    expect(reader.take('domains', NONE, listOf(isText), 'is wrong')).toBe(NONE);
    expect(() => reader.done()).not.toThrow();
  });

  it('collects unknown names and what cannot be read, and tells all of it at once', () => {
    const reader = new OptionReader({ csfr: true, csrf: null, domains: 'a' }, NAMES, 'cookiePolicy');
    expect(reader.take('csrf', true, flag, 'is not a boolean')).toBe(true);
    reader.take('domains', NONE, listOf(isText), 'is not a list');
    const faults = ['cookiePolicy has no option "csfr": did you mean csrf?', 'csrf is not a boolean', 'domains is not a list'];
    expect(() => reader.done()).toThrow(expect.objectContaining({ faults }));
  });

  it.each([null, undefined, 'lax', 7, () => null])('refuses what are no options: %s', (given) => {
    expect(() => new OptionReader(given as never, NAMES, 'cookiePolicy')).toThrow('cookiePolicy takes an object of options');
  });

  it('reads lists of one kind, each item once, into frozen ones', () => {
    const read = listOf(isText);
    expect(read(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(Object.isFrozen(read(['a'])) && Object.isFrozen(NONE)).toBe(true);
    for (const wrong of ['a', [''], [1], [null], { 0: 'a', length: 1 }, Array(1), new Set(['a'])]) expect(read(wrong)).toBeUndefined();
  });

  it('takes 0, an empty text and "false" for no booleans, and a class for a function', () => {
    for (const wrong of [0, '', 'false', 'true'])
      expect(faultsOf({ csrf: wrong }, (reader) => reader.take('csrf', true, flag, 'x'))).toEqual(['csrf x']);
    expect([callable(Date), callable(() => 1) === undefined, callable({ call: 1 })]).toEqual([Date, false, undefined]);
  });
});

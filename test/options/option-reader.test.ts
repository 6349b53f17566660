import { describe, expect, it } from 'vitest';
import {
  func,
  boolean,
  isNonEmptyString,
  list,
  EMPTY_LIST,
  OptionReader,
} from '../../src/options/option-reader.ts';

const NAMES = ['csrf', 'domains', 'onReissue'];
const faultsOf = (given: object, take: (reader: OptionReader) => unknown): readonly string[] => {
  const reader = new OptionReader(given, NAMES, 'cookiePolicy');
  take(reader);
  return reader.faults;
};

describe('OptionReader', () => {
  it('returns the value of an option, and the fallback of one that is left out or undefined', () => {
    const reader = new OptionReader({ csrf: false, onReissue: undefined }, NAMES, 'cookiePolicy');
    expect(reader.read('csrf', true, boolean, 'is wrong')).toBe(false);
    expect(reader.read('onReissue', null, func, 'is wrong')).toBeNull();
    expect(reader.read('domains', EMPTY_LIST, list(isNonEmptyString), 'is wrong')).toBe(EMPTY_LIST);
    expect(() => reader.throwFaults()).not.toThrow();
  });

  it('reports unknown names and wrong values together', () => {
    const reader = new OptionReader(
      { csfr: true, csrf: null, domains: 'a' },
      NAMES,
      'cookiePolicy',
    );
    expect(reader.read('csrf', true, boolean, 'is not a boolean')).toBe(true);
    reader.read('domains', EMPTY_LIST, list(isNonEmptyString), 'is not a list');
    const faults = [
      'cookiePolicy has no option "csfr": did you mean csrf?',
      'csrf is not a boolean',
      'domains is not a list',
    ];
    expect(() => reader.throwFaults()).toThrow(expect.objectContaining({ faults }));
  });

  it.each([null, undefined, 'lax', 7, () => null])(
    'throws for options that are not an object: %s',
    (given) => {
      expect(() => new OptionReader(given as never, NAMES, 'cookiePolicy')).toThrow(
        'cookiePolicy takes an object of options',
      );
    },
  );

  it('reads a list of items of one kind into a frozen list without repetitions', () => {
    const read = list(isNonEmptyString);
    expect(read(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(Object.isFrozen(read(['a'])) && Object.isFrozen(EMPTY_LIST)).toBe(true);
    for (const wrong of ['a', [''], [1], [null], { 0: 'a', length: 1 }, Array(1), new Set(['a'])])
      expect(read(wrong)).toBeUndefined();
  });

  it('takes no number or string for a boolean, and a class for a function', () => {
    for (const wrong of [0, '', 'false', 'true'])
      expect(
        faultsOf({ csrf: wrong }, (reader) => reader.read('csrf', true, boolean, 'x')),
      ).toEqual(['csrf x']);
    expect([func(Date), func(() => 1) === undefined, func({ call: 1 })]).toEqual([
      Date,
      false,
      undefined,
    ]);
  });
});

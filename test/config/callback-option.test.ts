import { describe, expect, it } from 'vitest';
import { readCallback } from '../../src/config/callback-option.ts';

function read(given: unknown) {
  const faults: string[] = [];
  return { ...readCallback(given, faults), faults };
}

describe('the option callback', () => {
  it('may be left out, or be a function', () => {
    const callback = () => [];
    expect(read(undefined)).toEqual({ callback: null, cached: null, faults: [] });
    expect(read(callback)).toEqual({ callback, cached: null, faults: [] });
  });

  it('may be an object, whose functions are called as its methods', () => {
    const given = {
      group: 'role:a',
      load() {
        return [this.group];
      },
      add() {
        return [`${this.group}:now`];
      },
      cacheFor: '5m',
    };
    const { group: _, ...options } = given;
    const { cached, faults } = read(Object.assign(options, {}));
    expect(faults).toEqual([]);
    expect(cached?.cacheFor).toBe(300_000);
    Object.defineProperty(options, 'group', { value: 'role:b', enumerable: false });
    expect(cached?.load('a', { issuer: null })).toEqual(['role:b']);
    expect(cached?.add?.('a', {} as never)).toEqual(['role:b:now']);
  });

  it.each([
    ['a list', [], /^callback must be/],
    ['null', null, /^callback must be/],
    ['a string', 'hunter2', /^callback must be/],
    ['no load', { cacheFor: 5 }, /^callback\.load must be/],
    ['no cacheFor', { load: () => [] }, /^callback\.cacheFor must be/],
    ['a cacheFor of 0', { load: () => [], cacheFor: 0 }, /^callback\.cacheFor must be/],
    ['a cacheFor without end', { load: () => [], cacheFor: Infinity }, /^callback\.cacheFor must/],
    ['an add of null', { load: () => [], cacheFor: 1, add: null }, /^callback\.add must be/],
    ['an unknown name', { load: () => [], cacheFor: 1, cachefor: 5 }, /did you mean cacheFor\?$/],
    ['an inherited load', Object.create({ load: () => [], cacheFor: 1 }), /^callback\.load/],
  ])('is a fault if it is %s', (_, given, fault) => {
    const { callback, cached, faults } = read(given);
    expect(faults[0]).toMatch(fault);
    expect(faults.join()).not.toContain('hunter2');
    expect([callback, cached]).toEqual([null, null]);
  });
});

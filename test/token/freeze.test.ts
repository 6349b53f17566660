import { describe, expect, it } from 'vitest';
import { freezeJson } from '../../src/token/freeze.ts';

const parsed = (text: string) => JSON.parse(text) as object;

function isFrozenThroughout(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout))
  );
}

describe('freezing JSON', () => {
  it('freezes every object and list of it, and says that it may be given out', () => {
    for (const text of [
      '{}',
      '[]',
      '{"a":[{"b":[[],{}]}],"c":{"d":null,"e":1}}',
      '[[[{"a":{}}]]]',
    ]) {
      const value = parsed(text);
      expect([freezeJson(value), isFrozenThroughout(value)], text).toEqual([true, true]);
      expect(JSON.stringify(value)).toBe(text);
    }
  });

  it('takes 32 levels of objects, of lists and of both, and no more', () => {
    const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const objects = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    for (const nested of [lists, objects])
      expect([freezeJson(parsed(nested(32))), freezeJson(parsed(nested(33)))]).toEqual([
        true,
        false,
      ]);
    expect(freezeJson(parsed(`{"a":${lists(31)}}`))).toBe(true);
    expect(freezeJson(parsed(`{"short":1,"a":${lists(32)},"b":2}`))).toBe(false);
    expect(freezeJson(parsed(`[${lists(100_000).slice(1, -1)}]`))).toBe(false);
  });

  it('refuses a member called __proto__ of any value, at any depth', () => {
    for (const value of ['{}', '[]', 'null', '1', '"x"', '{"admin":true}']) {
      for (const around of [
        (own: string) => own,
        (own: string) => `{"a":${own}}`,
        (own: string) => `[1,[${own}]]`,
      ])
        expect(freezeJson(parsed(around(`{"b":1,"__proto__":${value}}`))), around(value)).toBe(
          false,
        );
    }
    expect(freezeJson(parsed('{"__proto":1,"proto":{},"constructor":{"prototype":{}}}'))).toBe(
      true,
    );
  });
});

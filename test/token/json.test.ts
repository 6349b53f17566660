import { describe, expect, it } from 'vitest';
import type { JsonReplacer } from '../../src/token/json.ts';
import { freezeJson, parseObject, writeJson } from '../../src/token/json.ts';

const parsed = (json: string) => JSON.parse(json) as object;

describe('parseObject', () => {
  it('parses one JSON object, with white space around it', () => {
    expect(parseObject('\r\n\t {"a":1} ')).toEqual({ a: 1 });
  });

  it.each(['', '[]', '[{}]', 'null', '"{}"', '{}x', '{a:1}', '{"a":1,}', 'x{}'])(
    'returns null for %j',
    (text) => {
      expect(parseObject(text)).toBeNull();
    },
  );
});

function isFrozenThroughout(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout))
  );
}

describe('freezeJson', () => {
  it.each(['{}', '[]', '{"a":[{"b":[[],{}]}],"c":{"d":null,"e":1}}', '[[[{"a":{}}]]]'])(
    'freezes every object and array of %s and changes no value',
    (json) => {
      const value = parsed(json);
      expect([freezeJson(value), isFrozenThroughout(value)]).toEqual([true, true]);
      expect(JSON.stringify(value)).toBe(json);
    },
  );

  const arrays = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const objects = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

  it.each([
    ['arrays', arrays],
    ['objects', objects],
  ])('accepts 32 levels of %s and rejects 33', (_what, nested) => {
    expect([freezeJson(parsed(nested(32))), freezeJson(parsed(nested(33)))]).toEqual([true, false]);
  });

  it('counts the levels of arrays and objects together', () => {
    expect(freezeJson(parsed(`{"a":${arrays(31)}}`))).toBe(true);
    expect(freezeJson(parsed(`{"short":1,"a":${arrays(32)},"b":2}`))).toBe(false);
  });

  it('rejects 100,000 levels without exhausting the stack', () => {
    expect(freezeJson(parsed(arrays(100_000)))).toBe(false);
  });

  it.each(['{}', '[]', 'null', '1', '"x"', '{"admin":true}'])(
    'rejects a member __proto__ of value %s at every depth',
    (value) => {
      const own = `{"b":1,"__proto__":${value}}`;
      for (const json of [own, `{"a":${own}}`, `[1,[${own}]]`])
        expect(freezeJson(parsed(json)), json).toBe(false);
    },
  );

  it('accepts members whose names only resemble __proto__', () => {
    const json = '{"__proto":1,"proto":{},"constructor":{"prototype":{}}}';
    expect(freezeJson(parsed(json))).toBe(true);
  });
});

/** The message of the TypeError; fails if there is none. */
function messageOf(claims: object, replacer: JsonReplacer | null = null): string {
  try {
    writeJson(claims, replacer);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('It was written.');
}

describe('writeJson', () => {
  it('writes JSON values unchanged and leaves undefined members out', () => {
    const claims = {
      a: 'x',
      b: [1, -0.5, null, true, { c: [] }],
      d: { e: undefined, f: '' },
      g: Object.create(null) as object,
    };
    expect(writeJson(claims, null)).toBe(
      '{"a":"x","b":[1,-0.5,null,true,{"c":[]}],"d":{"f":""},"g":{}}',
    );
  });

  it('writes values that have toJSON', () => {
    expect(writeJson({ at: new Date(0), link: new URL('https://a.example/') }, null)).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","link":"https://a.example/"}',
    );
  });

  it('refuses claims that have toJSON themselves: it would replace sub and exp (R069)', () => {
    const claims = { sub: 'alice', exp: 1, toJSON: () => ({ sub: 'root' }) };
    expect(messageOf(claims)).toMatch(/^claims\.toJSON is a value that JSON cannot express/);
    expect(() => writeJson(claims, (_name, value) => value)).toThrow(/^claims\.toJSON/);
    expect(writeJson({ toJSON: 'text' }, null)).toBe('{"toJSON":"text"}');
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a regular expression', /x/],
    ['bytes', new Uint8Array(2)],
    ['an instance of a class', new (class Point {})()],
  ])('throws a TypeError that gives the path of %s', (_what, value) => {
    expect(messageOf({ roles: [{ inner: value }] })).toMatch(
      /^claims\.roles\[0\]\.inner is a value that JSON cannot express/,
    );
    expect(messageOf({ list: [0, value] })).toMatch(/^claims\.list\[1\] /);
  });

  it('throws a TypeError for undefined in an array and for a hole, which would become null', () => {
    expect(messageOf({ list: [1, undefined] })).toMatch(/^claims\.list\[1\] /);
    expect(messageOf({ list: Array<unknown>(2) })).toMatch(/^claims\.list\[0\] /);
  });

  it('throws a TypeError for a circular structure', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(messageOf(circle)).toContain('JSON cannot express');
  });

  it('throws a TypeError for nesting that a verifier would reject', () => {
    const nested = (levels: number) => parsed(`{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    expect(writeJson(nested(31), null)).toContain('[[');
    expect(messageOf(nested(32))).toContain('JSON cannot express');
  });

  it('throws a TypeError for a member called __proto__, which a verifier would reject', () => {
    expect(messageOf(parsed('{"a":{"__proto__":{"admin":true}}}'))).toContain('claims.a.__proto__');
  });

  it('calls jsonReplacer with the key and with the object that has it as this', () => {
    const seen: string[] = [];
    const replacer: JsonReplacer = function (key, value) {
      seen.push(`${key}:${typeof this}`);
      return value instanceof Set ? [...value] : typeof value === 'bigint' ? Number(value) : value;
    };
    expect(writeJson({ roles: new Set(['a']), n: 1n }, replacer)).toBe('{"roles":["a"],"n":1}');
    expect(seen).toContain('roles:object');
  });

  it('throws a TypeError if the jsonReplacer leaves a value that JSON cannot express', () => {
    expect(messageOf({ n: 1n }, (_key, value) => value)).toContain('set a jsonReplacer');
  });

  it("keeps the jsonReplacer's own error as the cause", () => {
    const own = new Error('mine');
    const failing = (): never => {
      throw own;
    };
    expect(() => writeJson({}, failing)).toThrow(expect.objectContaining({ cause: own }));
  });
});

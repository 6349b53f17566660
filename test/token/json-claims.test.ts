import { describe, expect, it } from 'vitest';
import { AuthError } from '../../src/base/errors.ts';
import { writeJson } from '../../src/token/json-claims.ts';

/** The refusal's sentence. */
function refusal(claims: object, replacer: Parameters<typeof writeJson>[1] = null): string {
  try {
    return `written: ${writeJson(claims, replacer)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(AuthError);
    expect((error as AuthError).code).toBe('token_claims_invalid');
    return (error as AuthError).message;
  }
}

describe('claims as JSON', () => {
  it('are written as they are, undefined members left out', () => {
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

  it('may have values that say themselves how JSON writes them', () => {
    expect(writeJson({ at: new Date(0), link: new URL('https://a.example/') }, null)).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","link":"https://a.example/"}',
    );
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
    ['octets', new Uint8Array(2)],
    ['an object of a class', new (class Point {})()],
  ])('refuse %s, which JSON would lose, and say where it stands', (_what, value) => {
    expect(refusal({ roles: [{ inner: value }] })).toMatch(
      /^claims\.roles\[0\]\.inner is a value that JSON cannot say/,
    );
    expect(refusal({ list: [0, value] })).toMatch(/^claims\.list\[1\] /);
  });

  it('refuse a list with a hole or undefined in it, which would come out as null', () => {
    expect(refusal({ list: [1, undefined] })).toMatch(/^claims\.list\[1\] /);
    expect(refusal({ list: Array<unknown>(2) })).toMatch(/^claims\.list\[0\] /);
  });

  it('refuse a circle and what nests deeper than a verifier would take', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(refusal(circle)).toContain('cannot say');
    const nested = (levels: number) =>
      JSON.parse(`{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`) as object;
    expect(refusal(nested(31))).toMatch(/^written/);
    expect(refusal(nested(32))).toContain('cannot say');
  });

  it('refuse a member called __proto__, which no verifier here would take back', () => {
    expect(refusal(JSON.parse('{"a":{"__proto__":{"admin":true}}}') as object)).toContain(
      'claims.a.__proto__',
    );
  });

  it('are turned by a jsonReplacer, with the key and the object that has it', () => {
    const seen: string[] = [];
    const written = writeJson({ roles: new Set(['a']), n: 1n }, function (key, value) {
      seen.push(`${key}:${typeof this}`);
      return value instanceof Set ? [...value] : typeof value === 'bigint' ? Number(value) : value;
    });
    expect(written).toBe('{"roles":["a"],"n":1}');
    expect(seen).toContain('roles:object');
  });

  it('are refused when the jsonReplacer throws or leaves what JSON cannot write; its own error is the cause', () => {
    expect(refusal({ n: 1n }, (_key, value) => value)).toContain('give a jsonReplacer');
    const own = new Error('mine');
    const failing = (): never => {
      throw own;
    };
    expect(() => writeJson({}, failing)).toThrow(expect.objectContaining({ cause: own }));
  });
});

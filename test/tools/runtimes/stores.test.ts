import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../support/gate.ts';

interface Stores {
  readonly STORES: readonly {
    readonly name: string;
    readonly without: Readonly<Record<string, string>>;
  }[];
  readonly TITLES: Readonly<Record<string, string>>;
  readonly storeTable: () => string;
  readonly storeFaults: (
    runtime: string,
    found: Readonly<Record<string, Readonly<Record<string, string | null>>>>,
  ) => readonly string[];
}
const { STORES, TITLES, storeFaults, storeTable } = (await import(
  `${ROOT}tools/runtimes/stores.mjs`
)) as Stores;
const { RUNTIMES } = (await import(`${ROOT}tools/runtimes/binaries.mjs`)) as {
  readonly RUNTIMES: readonly string[];
};

/** What a runtime gives on which exactly the stores work that should. */
function asKnown(runtime: string): Record<string, Record<string, string | null>> {
  return Object.fromEntries(
    STORES.map(({ name, without }) => [
      name,
      runtime in without ? { open: 'Error: none' } : { rule: null },
    ]),
  );
}

describe('the stores of each runtime', () => {
  it('are those of the table in docs/guide/stores.md', () => {
    expect(readFileSync(`${ROOT}docs/guide/stores.md`, 'utf8')).toContain(storeTable());
  });

  it('are named for all runtimes', () => {
    expect(Object.keys(TITLES)).toEqual(RUNTIMES);
    const named = STORES.flatMap(({ without }) => Object.keys(without));
    expect(RUNTIMES).toEqual(expect.arrayContaining(named));
  });
});

describe('storeFaults', () => {
  it('finds none if every store does what is known', () => {
    for (const runtime of RUNTIMES) expect(storeFaults(runtime, asKnown(runtime))).toEqual([]);
  });

  it('names a rule that a store does not keep', () => {
    const found = { ...asKnown('bun'), pg: { rule: 'Error: late' } };
    expect(storeFaults('bun', found)).toEqual(['pg: rule: Error: late']);
  });

  it('names a store that works although it is known not to', () => {
    const found = { ...asKnown('node20'), 'node:sqlite': { rule: null } };
    expect(storeFaults('node20', found)).toEqual([
      'node:sqlite works now: delete its reason in tools/runtimes/stores.mjs',
    ]);
  });

  it.each([{}, undefined])('names a store of which no check has run', (results) => {
    const found = { ...asKnown('deno'), lmdb: results as Record<string, null> };
    expect(storeFaults('deno', found)).toEqual(['lmdb: no check has run']);
  });
});

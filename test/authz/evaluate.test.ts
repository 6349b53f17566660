import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AllPermissions,
  Allow,
  Authenticated,
  compileAcl,
  decide,
  Deny,
  DenyAll,
  Everyone,
  permits,
  user,
} from '../../src/acl.ts';
import type { Ace, Acl, Resource } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { ace, asking, lineage, lineageOver, list, ownLists, permissions } from './arbitraries.ts';
import type { OracleResource } from './pyramid-oracle.ts';
import { oraclePermits, oracleTrace } from './pyramid-oracle.ts';

function expectSameAsOracle(
  leaf: OracleResource | null,
  who: string[],
  permission: string,
  asSet: boolean,
): void {
  const wanted = oraclePermits(leaf, who, permission);
  const principals = asSet ? new Set(who) : who;
  expect(permits(leaf as Resource, principals, permission)).toBe(wanted.allowed);
  const decision = decide(leaf as Resource, principals, permission);
  const entries = decision.trace();
  const last = wanted.at === null ? undefined : entries.at(-1);
  expect([decision.allowed, decision.aceIndex, decision.lineageIndex]).toEqual([
    wanted.allowed,
    wanted.index,
    last?.lineageIndex ?? -1,
  ]);
  // Compared with `===`: showing a difference of whole lineages takes longer than finding it.
  expect([decision.resource === (wanted.at ?? leaf), decision.ace === (last?.ace ?? null)]).toEqual(
    [true, true],
  );
  const trace = oracleTrace(leaf, who, permission);
  expect(
    entries.map((entry, index) => [
      entry.resource === trace[index]?.at,
      entry.lineageIndex,
      entry.aceIndex,
      entry.outcome,
    ]),
  ).toEqual(trace.map((entry) => [true, entry.lineageIndex, entry.index, entry.outcome]));
}

describe('a decision', () => {
  it('equals that of Pyramid on 10,000 generated lineages, down to each entry of the trace', () => {
    fc.assert(
      fc.property(
        lineage,
        asking,
        fc.constantFrom(...permissions),
        fc.boolean(),
        expectSameAsOracle,
      ),
      { numRuns: 10_000 },
    );
  });

  it('follows every change of a list that was read before', () => {
    const change = fc.record({ at: fc.nat(), ace });
    fc.assert(
      fc.property(
        lineageOver(list),
        fc.array(change, { maxLength: 3 }),
        asking,
        fc.constantFrom(...permissions),
        (made, changes, who, permission) => {
          const leaf = ownLists(made);
          expectSameAsOracle(leaf, who, permission, false);
          for (const { at, ace: changed } of changes)
            (leaf?.acl as Ace[] | undefined)?.splice(at % 5, 1, changed);
          expectSameAsOracle(leaf, who, permission, true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('follows a change inside an ACE of a list that was read a thousand times', () => {
    const named = ['view', 'edit'];
    const entry: [typeof Allow | typeof Deny, string, string[]] = [Allow, 'a', named];
    const resource = { acl: [entry] };
    for (let count = 0; count < 1_000; count++) expect(permits(resource, ['a'], 'edit')).toBe(true);
    named.pop();
    expect(permits(resource, ['a'], 'edit')).toBe(false);
    entry[0] = Deny;
    expect(permits(resource, ['a'], 'view')).toBe(false);
  });

  it('finds a malformed ACE behind the one that decides, but not in a parent that is not read', () => {
    const bad = ['Alow', 'a', 'view'] as unknown as Ace;
    fc.assert(
      fc.property(
        lineageOver(list),
        asking,
        fc.constantFrom(...permissions),
        (made, who, permission) => {
          const leaf = ownLists(made);
          const { at, allowed } = oraclePermits(leaf, who, permission);
          for (let place = at?.parent; place; place = place.parent) (place.acl as Ace[]).push(bad);
          if (at !== null) expect(permits(leaf as Resource, who, permission)).toBe(allowed);
          if (leaf === null) return;
          ((at ?? leaf).acl as Ace[]).push(bad);
          expect(() => permits(leaf as Resource, who, permission)).toThrow(ConfigurationError);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is made by the first ACE that matches, whatever follows it or is in the parents', () => {
    const root: Resource = { acl: [[Allow, 'a', 'edit']] };
    const leaf: Resource = {
      parent: root,
      acl: [
        [Deny, 'a', 'edit'],
        [Allow, 'a', AllPermissions],
      ],
    };
    expect(permits(leaf, ['a'], 'edit')).toBe(false);
    expect(permits(leaf, ['a'], 'view')).toBe(true);
    expect(permits(leaf, ['b'], 'view')).toBe(false);
  });

  it('calls an ACL function once, with the resource as this, also for its reason and trace', () => {
    let calls = 0;
    const resource = {
      owner: 'a',
      acl(this: { owner: string }): Acl {
        calls++;
        return [[Allow, user(this.owner), 'edit']];
      },
    };
    const decision = decide(resource as Resource, [user('a')], 'edit');
    decision.trace();
    expect([decision.allowed, decision.reason.startsWith('Allowed'), calls]).toEqual([
      true,
      true,
      1,
    ]);
    expect(decide(resource as Resource, ['b'], 'edit').reason).toMatch(/^Denied/);
    expect(calls).toBe(2);
  });

  it('is the same for a DenyAll of another copy of this package, and one that is written out', () => {
    for (const closing of [
      DenyAll,
      Object.freeze(['Deny', 'system.Everyone', Symbol.for('pyramidion.AllPermissions')]),
      ['Deny', 'system.Everyone', Symbol.for('pyramidion.AllPermissions')],
    ]) {
      const acl = [[Allow, 'a', 'view'], closing, [Allow, 'b', 'view']] as unknown as Acl;
      for (let count = 0; count < 3; count++) {
        expect(permits({ acl }, ['a', Everyone], 'view')).toBe(true);
        expect(permits({ acl }, ['b', Everyone], 'view')).toBe(false);
        expect(permits({ acl }, ['b'], 'view')).toBe(true);
      }
    }
  });

  it('rejects principals that are no list or Set, and a permission that is no string', () => {
    const resource = { acl: [[Allow, 'a', AllPermissions]] } as Resource;
    for (const bad of ['xay', undefined, null, 1, {}] as never[]) {
      expect(() => permits(resource, bad, 'view')).toThrow(/principals are not a list/);
      expect(() => decide(resource, bad, 'view')).toThrow(ConfigurationError);
    }
    for (const bad of [undefined, null, AllPermissions, ['view']] as never[])
      expect(() => permits(resource, ['a'], bad)).toThrow(/permission that is asked for/);
  });

  it('has the code acl_invalid on its errors', () => {
    const error = (() => {
      try {
        return permits({ acl: 'x' } as never, [], 'view');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'acl_invalid' });
  });
});

describe('permits', () => {
  const written: Ace[] = [
    ...Array.from(
      { length: 9 },
      (_, id): Ace => [Allow, `role:${id}`, id % 2 === 0 ? 'view' : ['view', 'edit']],
    ),
    DenyAll,
  ];
  const compiled = compileAcl(written);
  const who = ['a', 'b', 'group:c', user('a'), Authenticated, 'role:8'];
  const CALLS = 4_000;
  it.each([
    ['lists as they are written', { acl: written, parent: { acl: written } }],
    ['lists of compileAcl', { acl: compiled, parent: { acl: compiled } }],
  ] as [string, Resource][])('allocates nothing for %s, while decide does', async (_what, leaf) => {
    /** Bytes for each call, in each run: the compiler runs in parallel and allocates too. */
    const allocated = async (ask: () => unknown): Promise<number[]> => {
      const runs: number[] = [];
      while (runs.length < 40 && !runs.some((bytes) => bytes >= 0 && bytes < 1)) {
        await new Promise((done) => setTimeout(done, 2));
        const before = process.memoryUsage().heapUsed;
        for (let count = 0; count < CALLS; count++) ask();
        runs.push((process.memoryUsage().heapUsed - before) / CALLS);
      }
      // A collection in between hides what was allocated.
      return runs.filter((bytes) => bytes >= 0);
    };
    // The least that can be made is an object of 16 bytes.
    expect(
      Math.min(
        ...(await allocated(() => permits(leaf, who, 'delete') || permits(leaf, who, 'edit'))),
      ),
    ).toBeLessThan(1);
    expect(Math.max(...(await allocated(() => decide(leaf, who, 'delete'))))).toBeGreaterThan(16);
  });
});

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
  principalsAllowedBy,
  user,
} from '../../src/acl.ts';
import type { Ace, Acl, Resource } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { OracleResource } from './oracle.ts';
import { oracleAllowedBy, oraclePermits, oracleTrace } from './oracle.ts';

const names = ['a', 'b', 'group:c', user('a'), Everyone, Authenticated, 'constructor'];
/** So many that some list names more of them for one permission than are compared one by one. */
const crowd = Array.from({ length: 14 }, (_, id) => `role:${id}`);
const permissions = ['view', 'edit', 'view_x', 'toString'];

const named = fc.oneof(
  fc.constantFrom(...permissions),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }).map((list) => new Set(list)),
  fc.constant(AllPermissions),
);
const aceFor = (principals: string[], what: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(Allow, Deny), fc.constantFrom(...principals), what) as fc.Arbitrary<Ace>;
const ace: fc.Arbitrary<Ace> = fc.oneof(
  { weight: 9, arbitrary: aceFor(names, named) },
  { weight: 1, arbitrary: fc.constant(DenyAll as Ace) },
);
const short = fc.array(ace, { maxLength: 5 });
const long = fc.array(
  fc.oneof(ace, aceFor(crowd, fc.constantFrom('view', 'edit', ['view', 'edit'], AllPermissions))),
  {
    minLength: 20,
    maxLength: 40,
  },
);
const list = fc.oneof({ weight: 4, arbitrary: short }, { weight: 1, arbitrary: long });
const frozenByHand = (lines: Ace[]) =>
  Object.freeze(lines.map((line) => Object.freeze([...line]))) as unknown as Acl;
const acl = fc.oneof(
  fc.constant(undefined),
  list,
  list.map((lines) => () => lines),
  list.map((lines) => compileAcl(lines)),
  list.map((lines) => compileAcl(lines)).map((lines) => () => lines),
  short.map(frozenByHand),
);
const lineageOver = (one: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.record({ acl: one }), { maxLength: 4 })
    .map((places) =>
      places.reduceRight<OracleResource | null>((parent, place) => ({ ...place, parent }), null),
    );
const lineage = lineageOver(acl);
const asking = fc.array(fc.constantFrom(...names, ...crowd), { maxLength: 6 });

/** The same lineage with lists that may be changed and leave the generated ones as they are. */
function ownLists(at: OracleResource | null): OracleResource | null {
  return at && { acl: [...(at.acl as Ace[])], parent: ownLists(at.parent ?? null) };
}

function sameAsOracle(
  leaf: OracleResource | null,
  who: string[],
  permission: string,
  asSet: boolean,
): void {
  const wanted = oraclePermits(leaf, who, permission);
  const principals = asSet ? new Set(who) : who;
  expect(permits(leaf as Resource, principals, permission)).toBe(wanted.allowed);
  const decision = decide(leaf as Resource, principals, permission);
  const lines = decision.trace();
  const last = wanted.at === null ? undefined : lines.at(-1);
  expect([decision.allowed, decision.aceIndex, decision.lineageIndex]).toEqual([
    wanted.allowed,
    wanted.index,
    last?.lineageIndex ?? -1,
  ]);
  // Asked with `===`, because showing a difference of whole lineages takes longer than finding it.
  expect([decision.resource === (wanted.at ?? leaf), decision.ace === (last?.ace ?? null)]).toEqual(
    [true, true],
  );
  const trace = oracleTrace(leaf, who, permission);
  expect(
    lines.map((line, index) => [
      line.resource === trace[index]?.at,
      line.lineageIndex,
      line.aceIndex,
      line.outcome,
    ]),
  ).toEqual(trace.map((line) => [true, line.lineageIndex, line.index, line.outcome]));
}

describe('the decision', () => {
  it('is the one of an independent oracle on 10,000 generated lineages, down to each line of the trace', () => {
    fc.assert(
      fc.property(lineage, asking, fc.constantFrom(...permissions), fc.boolean(), sameAsOracle),
      { numRuns: 10_000 },
    );
  });

  it('is made anew when a list was changed since the last one', () => {
    const change = fc.record({ at: fc.nat(), line: ace });
    fc.assert(
      fc.property(
        lineageOver(list),
        fc.array(change, { maxLength: 3 }),
        asking,
        fc.constantFrom(...permissions),
        (made, changes, who, permission) => {
          const leaf = ownLists(made);
          sameAsOracle(leaf, who, permission, false);
          for (const { at, line } of changes)
            (leaf?.acl as Ace[] | undefined)?.splice(at % 5, 1, line);
          sameAsOracle(leaf, who, permission, true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not look at malformed ACEs behind the one that decided, and refuses them where none has decided', () => {
    const bad = ['Alow', 'a', 'view'] as unknown as Ace;
    fc.assert(
      fc.property(
        lineageOver(list),
        asking,
        fc.constantFrom(...permissions),
        (made, who, permission) => {
          const leaf = ownLists(made);
          const { at, allowed } = oraclePermits(leaf, who, permission);
          for (let place = at ?? leaf; place; place = place.parent ?? null)
            (place.acl as Ace[]).push(bad);
          if (at !== null) expect(permits(leaf as Resource, who, permission)).toBe(allowed);
          else if (leaf !== null)
            expect(() => permits(leaf as Resource, who, permission)).toThrow(ConfigurationError);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('leaves the same principals allowed as the oracle on 10,000 generated lineages', () => {
    fc.assert(
      fc.property(lineage, fc.constantFrom(...permissions), (leaf, permission) => {
        expect(principalsAllowedBy(leaf as Resource, permission)).toEqual(
          oracleAllowedBy(leaf, permission),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('is made by the first ACE that speaks, whatever stands behind it or in the parents', () => {
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

  it('denies what nothing allows, and says how many ACLs were silent', () => {
    expect(decide(null, ['a'], 'view').reason).toContain('no resource');
    const decision = decide({ acl: [[Allow, 'a', 'view']], parent: { acl: [] } }, ['b'], 'view');
    expect(decision).toMatchObject({ allowed: false, ace: null, aceIndex: -1, lineageIndex: -1 });
    expect(decision.reason).toContain('2 acls');
  });

  it('explains each ACE that was looked at', () => {
    const resource: Resource = {
      acl: [
        [Allow, 'b', 'view'],
        [Allow, 'a', 'edit'],
        [Deny, Everyone, AllPermissions],
        [Allow, 'a', 'view'],
      ],
    };
    const decision = decide(resource, ['a', Everyone], 'view');
    expect(decision.trace().map((line) => line.outcome)).toEqual([
      'other principal',
      'other permission',
      'decided',
    ]);
    expect(decision.reason).toBe(
      "Denied: ACE 3 of the acl of Object denies system.Everyone the permission 'view'.",
    );
  });

  it('calls a callable ACL once, with the resource as this', () => {
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
    expect([decision.allowed, calls]).toEqual([true, 1]);
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
  const frozen = compileAcl(written);
  const who = ['a', 'b', 'group:c', user('a'), Authenticated, 'role:8'];
  const CALLS = 4_000;
  it.each([
    ['lists as they are written', { acl: written, parent: { acl: written } }],
    ['lists that compileAcl froze', { acl: frozen, parent: { acl: frozen } }],
  ] as [string, Resource][])(
    'allocates nothing for %s, while decide does',
    async (_what, resource) => {
      /** Bytes for each call, run by run: the compiler works beside us and leaves things on the heap too. */
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
          ...(await allocated(
            () => permits(resource, who, 'delete') || permits(resource, who, 'edit'),
          )),
        ),
      ).toBeLessThan(1);
      expect(Math.max(...(await allocated(() => decide(resource, who, 'delete'))))).toBeGreaterThan(
        16,
      );
    },
  );
});

describe('a malformed ACL', () => {
  const cases: [string, unknown][] = [
    ['an unknown action', [['allow', 'a', 'view']]],
    ['two members', [['Allow', 'a']]],
    ['four members', [['Allow', 'a', 'view', 1]]],
    ['a principal that is a number', [['Allow', 1, 'view']]],
    ['permissions that are a number', [['Allow', 'b', 1]]],
    ['all permissions inside a list', [['Allow', 'b', [AllPermissions]]]],
    ['a generator', (function* () {})()],
    ['null', null],
    ['a string', 'Allow'],
  ];
  it.each(cases)('is refused for %s, naming the resource', (_what, bad) => {
    class Report {
      id = 7;
      acl = bad;
    }
    expect(() => permits(new Report() as never, ['a'], 'view')).toThrow(ConfigurationError);
    expect(() => permits(new Report() as never, ['a'], 'view')).toThrow('Report 7');
    expect(() => compileAcl(bad as never)).toThrow(ConfigurationError);
  });

  it.each([0, 1, 2, 70, 200])(
    'is told from a loop of parents, which would never end, behind %i that do not belong to it',
    (before) => {
      const loop: { parent?: unknown } = {};
      loop.parent = { parent: { parent: loop } };
      let leaf: unknown = loop;
      for (let count = 0; count < before; count++) leaf = { parent: leaf };
      expect(() => permits(leaf as Resource, ['a'], 'view')).toThrow('lead back');
      expect(() => principalsAllowedBy(leaf as Resource, 'view')).toThrow('lead back');
    },
  );

  it('is not seen in a lineage that is only long', () => {
    let leaf: Resource = { acl: [[Allow, 'a', 'view']] };
    for (let count = 0; count < 1_000; count++) leaf = { parent: leaf };
    expect(permits(leaf, ['a'], 'view')).toBe(true);
  });

  it('is not needed to be fooled by a string, or by nothing, in the place of principals', () => {
    for (const bad of ['xay', undefined, null, 1, {}] as never[]) {
      expect(() => permits({ acl: [[Allow, 'a', 'view']] }, bad, 'view')).toThrow(
        ConfigurationError,
      );
      expect(() => decide({ acl: [[Allow, 'a', 'view']] }, bad, 'view')).toThrow(
        ConfigurationError,
      );
    }
  });

  it('compileAcl gives a deeply frozen copy', () => {
    const own: [typeof Allow, string, string[]][] = [[Allow, 'a', ['view']]];
    const checked = compileAcl(own);
    own[0]?.[2].push('edit');
    expect(permits({ acl: checked }, ['a'], 'edit')).toBe(false);
    expect([checked, checked[0], checked[0]?.[2]].every(Object.isFrozen)).toBe(true);
  });

  it('compileAcl refuses a list with a hole, which has nothing to say', () => {
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    expect(() => compileAcl([, [Allow, 'a', 'view']] as never)).toThrow('ACE 1');
  });
});

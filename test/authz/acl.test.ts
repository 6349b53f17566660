import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AllPermissions,
  Allow,
  Authenticated,
  checkAcl,
  decide,
  Deny,
  DenyAll,
  Everyone,
  permits,
  principalsAllowedBy,
  user,
} from '../../src/acl.ts';
import type { Acl, Resource } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/base/configuration-error.ts';
import type { OracleResource } from './oracle.ts';
import { oracleAllowedBy, oraclePermits } from './oracle.ts';

const names = ['a', 'b', 'group:c', user('a'), Everyone, Authenticated, 'constructor'];
const permissions = ['view', 'edit', 'view_x', 'toString'];

const named = fc.oneof(
  fc.constantFrom(...permissions),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }).map((list) => new Set(list)),
  fc.constant(AllPermissions),
);
const ace = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.constantFrom(Allow, Deny), fc.constantFrom(...names), named) },
  { weight: 1, arbitrary: fc.constant(DenyAll) },
);
const acl = fc.oneof(
  fc.constant(undefined),
  fc.array(ace, { maxLength: 5 }),
  fc.array(ace, { maxLength: 5 }).map((lines) => () => lines),
);
const lineage = fc
  .array(fc.record({ acl }), { maxLength: 4 })
  .map((places) => places.reduceRight<OracleResource | null>((parent, place) => ({ ...place, parent }), null));

describe('the decision', () => {
  it('is the one of an independent oracle on 10,000 generated lineages, down to the ACE that decided', () => {
    fc.assert(
      fc.property(
        lineage,
        fc.array(fc.constantFrom(...names), { maxLength: 4 }),
        fc.constantFrom(...permissions),
        fc.boolean(),
        (leaf, who, permission, asSet) => {
          const wanted = oraclePermits(leaf, who, permission);
          const principals = asSet ? new Set(who) : who;
          const decision = decide(leaf as Resource, principals, permission);
          expect(permits(leaf as Resource, principals, permission)).toBe(wanted.allowed);
          expect({ allowed: decision.allowed, index: decision.aceIndex }).toEqual({ allowed: wanted.allowed, index: wanted.index });
          if (wanted.at !== null) expect(decision.resource).toBe(wanted.at);
          expect(decision.trace().some((line) => line.outcome === 'decided')).toBe(wanted.at !== null);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('leaves the same principals allowed as the oracle on 10,000 generated lineages', () => {
    fc.assert(
      fc.property(lineage, fc.constantFrom(...permissions), (leaf, permission) => {
        expect(principalsAllowedBy(leaf as Resource, permission)).toEqual(oracleAllowedBy(leaf, permission));
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
    expect(decision.trace().map((line) => line.outcome)).toEqual(['other principal', 'other permission', 'decided']);
    expect(decision.reason).toBe("Denied: ACE 3 of the acl of Object denies system.Everyone the permission 'view'.");
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

  it('does not look at ACEs behind the one that decided', () => {
    const resource = {
      acl: [
        [Allow, 'a', 'view'],
        ['Alow', 'a', 'view'],
      ],
    } as unknown as Resource;
    expect(permits(resource, ['a'], 'view')).toBe(true);
  });
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
    expect(() => checkAcl(bad as never)).toThrow(ConfigurationError);
  });

  it('is told from a loop of parents, which would never end', () => {
    const a: { parent?: unknown } = {};
    a.parent = { parent: a };
    expect(() => permits(a as Resource, ['a'], 'view')).toThrow('lead back');
  });

  it('is not needed to be fooled by a string in the place of principals', () => {
    expect(() => permits({ acl: [[Allow, 'a', 'view']] }, 'xay' as never, 'view')).toThrow(ConfigurationError);
  });

  it('checkAcl gives a deeply frozen copy', () => {
    const own: [typeof Allow, string, string[]][] = [[Allow, 'a', ['view']]];
    const checked = checkAcl(own);
    own[0]?.[2].push('edit');
    expect(permits({ acl: checked }, ['a'], 'edit')).toBe(false);
    expect([checked, checked[0], checked[0]?.[2]].every(Object.isFrozen)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { Acl, Resource } from '../../src/acl.ts';
import {
  AllPermissions,
  Allow,
  Authenticated,
  Deny,
  DenyAll,
  Everyone,
  user,
} from '../../src/acl.ts';
import type { Change } from '../../src/analyse.ts';
import { compare } from '../../src/analyse.ts';
import { repetitions } from '../support/repetitions.ts';
import type { Hierarchy } from './brute-force.ts';
import {
  ask,
  expectSame,
  numbers,
  permissions,
  possibleSets,
  randomAcl,
  randomHierarchy,
  smallestWith,
} from './brute-force.ts';

const UNNAMED = 'unnamed';

/** The smallest sets of principals for which the answer differs in one direction, by trying all. */
function differences(before: Acl[], after: Acl[], sets: string[][], permission: string): string[] {
  const noticing = sets.flatMap((set) => {
    const was = ask(before, set, permission).allowed;
    const is = ask(after, set, permission).allowed;
    return was === is ? [] : [{ set, is }];
  });
  return noticing
    .filter(
      ({ set, is }) =>
        !noticing.some(
          (other) =>
            other.is === is &&
            other.set.length < set.length &&
            other.set.every((one) => set.includes(one)),
        ),
    )
    .map(({ set, is }) => `${permission} ${is ? 'allowed' : 'denied'} ${set.join()}`)
    .sort();
}

function reported(changes: Change[], sets: string[][], permission: string): string[] {
  return changes
    .filter((change) => change.permission === (permission === UNNAMED ? '*' : permission))
    .map((change) => `${permission} ${change.is} ${smallestWith(sets, change.for)?.join()}`)
    .sort();
}

/** Whether an ACE has a name: the others are one permission for `compare`. */
function isNamed(lists: readonly Acl[], permission: string): boolean {
  return lists
    .flat()
    .some(
      ([, , named]) =>
        named !== AllPermissions &&
        (typeof named === 'string' ? named === permission : [...named].includes(permission)),
    );
}

/** The witness of a change gets both answers, by the lines that the change names. */
function verify(change: Change, before: Acl[], after: Acl[], sets: string[][]): void {
  const set = smallestWith(sets, change.for) as string[];
  const permission = change.permission === '*' ? UNNAMED : change.permission;
  for (const [lists, line, answer] of [
    [before, change.lineBefore, change.was],
    [after, change.lineAfter, change.is],
  ] as const) {
    const wanted = ask(lists, set, permission);
    const index = line === null ? -1 : line.aceIndex;
    expectSame(lists, [answer, index], [wanted.allowed ? 'allowed' : 'denied', wanted.index]);
    expect(line?.resource.acl === wanted.at?.acl).toBe(true);
  }
}

describe('compare', () => {
  it('equals brute force over all sets of principals on random pairs, lineages and hierarchies', () => {
    const below = numbers(0x5eed);
    const sets = new Map<string, string[][]>();
    const count = repetitions(100_000, 500);
    let changed = 0;
    for (let pair = 0; pair < count; pair++) {
      const implies: Hierarchy = randomHierarchy(below);
      const key = JSON.stringify(implies);
      const possible = sets.get(key) ?? possibleSets(implies);
      sets.set(key, possible);
      const before = [randomAcl(below, 4), randomAcl(below, 2)];
      const after =
        below(2) === 0 ? [before[0] as Acl, randomAcl(below, 3)] : [randomAcl(below, 5)];
      const changes = compare(before, after, { implies });
      for (const permission of [...permissions, UNNAMED]) {
        const wanted = differences(before, after, possible, permission);
        const found = reported(changes, possible, permission);
        if (permission === UNNAMED || isNamed([...before, ...after], permission))
          expectSame([implies, before, after], found, wanted);
        changed += wanted.length;
      }
      if (pair % 4 === 0) for (const change of changes) verify(change, before, after, possible);
    }
    expect(changed).toBeGreaterThan(count);
  });

  const site: Resource = {
    name: 'site',
    acl: [
      [Allow, Everyone, 'read'],
      [Allow, 'role:editor', ['edit', 'publish']],
      [Allow, 'role:admin', AllPermissions],
    ],
  };

  it('says who gains and who loses what, and by which line', () => {
    const after: Resource = {
      name: 'site',
      acl: [[Deny, 'role:trainee', 'publish'], ...(site.acl as Acl).slice(0, 2)],
    };
    const changes = compare(site, after);
    expect(changes.map(({ reason }) => reason)).toEqual([
      '"role:admin" loses "edit": no ACE matches. Before, ACE 3 of the acl of "site" allowed it.',
      '"role:editor" with "role:trainee" loses "publish": ACE 1 of the acl of "site" denies it. Before, ACE 2 of the acl of "site" allowed it.',
      '"role:admin" loses "publish": no ACE matches. Before, ACE 3 of the acl of "site" allowed it.',
      '"role:admin" loses every permission that no ACE names: no ACE matches. Before, ACE 3 of the acl of "site" allowed it.',
    ]);
    expect(JSON.parse(JSON.stringify(changes[1]))).toEqual({
      permission: 'publish',
      was: 'allowed',
      is: 'denied',
      for: ['role:editor', 'role:trainee'],
      reason: changes[1]?.reason,
    });
  });

  it('asks for the permissions of a closed list, and then for no other', () => {
    const admins: Acl = [[Allow, 'role:admin', AllPermissions]];
    const changes = compare([], admins, { permissions: ['read', 'edit'] });
    expect(changes.map(({ permission }) => permission)).toEqual(['read', 'edit']);
    expect(compare([], admins).map(({ permission }) => permission)).toEqual(['*']);
  });

  it('finds no difference for a request of two users, which does not exist', () => {
    const before: Acl = [
      [Allow, user(1), 'read'],
      [Deny, user(2), 'read'],
      [Deny, user(1, 'partner'), 'read'],
    ];
    expect(compare(before, [...before].reverse())).toEqual([]);
    expect(compare(before.slice(0, 1), before)).toEqual([]);
  });

  it('knows that every principal but Everyone comes with Authenticated', () => {
    const before: Acl = [[Allow, Authenticated, 'read']];
    const after: Acl = [...before, [Allow, 'role:editor', 'read']];
    expect(compare(before, after)).toEqual([]);
    expect(compare(before, [[Allow, Everyone, 'read']])).toMatchObject([
      { for: [Everyone], was: 'denied', is: 'allowed' },
    ]);
  });

  it('knows the principals that come together by the callback', () => {
    const before: Acl = [[Allow, 'role:editor', 'edit']];
    const after: Acl = [[Allow, 'role:admin', 'edit'], ...before];
    expect(compare(before, after)).toHaveLength(1);
    const implies = { 'role:owner': ['role:admin'], 'role:admin': ['role:editor'] };
    expect(compare(before, after, { implies })).toEqual([]);
    expect(compare(before, [[Allow, 'role:owner', 'edit'], ...before], { implies })).toEqual([]);
  });

  it('compares whole lineages, and a resource with a list of ACLs', () => {
    const leaf: Resource = { name: 'draft', parent: site, acl: [DenyAll] };
    expect(compare(leaf, [])).toEqual([]);
    expect(compare(leaf, { name: 'draft', parent: site })).toHaveLength(6);
    expect(compare(site, [[], site.acl as Acl])).toEqual([]);
    expect(compare(null, undefined)).toEqual([]);
  });

  it.each([
    [{ acl: [['Alow', 'a', 'read']] }, 'ACE 1 of the acl of a resource without a name'],
    [[['Allow', 'a', 'read'], []], 'ACE 2 of the acl'],
    [[[], [['Allow', '*', 'read']]], 'ACE 1 of the acl of "acl 2"'],
    [{ acl: [], parent: 7 }, 'The parent of a resource without a name is an id'],
    ['site', 'The resource is an id'],
  ])('rejects the malformed %j', (source, message) => {
    expect(() => compare(source as never, [])).toThrow(message);
    expect(() => compare([], source as never)).toThrow(message);
  });

  it.each([
    [{ 'role:a': 'role:b' }, 'implies has no list of principals for "role:a".'],
    [{ 'role:a': [1] }, 'implies has no list of principals for "role:a".'],
    [{ 'system.Everyone': [] }, 'implies has a list for Everyone'],
  ])('rejects the implications %j', (implies, message) => {
    expect(() => compare([], [], { implies: implies as never })).toThrow(message);
  });

  it('compares two lists of 1,000 ACEs', () => {
    const below = numbers(7);
    const list = () =>
      Array.from({ length: 1_000 }, () => {
        const action = below(3) === 0 ? Deny : Allow;
        return [action, `role:${below(500)}`, 'read'] as const;
      });
    const [before, after] = [list(), list()];
    const changes = compare(before, after);
    expect(changes.length).toBeGreaterThan(1_000);
    for (const change of changes.slice(0, 500)) {
      const set = [Everyone, Authenticated, ...change.for];
      expect(ask([before], set, 'read').allowed).toBe(change.was === 'allowed');
      expect(ask([after], set, 'read').allowed).toBe(change.is === 'allowed');
    }
  });
});

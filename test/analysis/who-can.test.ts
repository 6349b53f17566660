import { describe, expect, it } from 'vitest';
import type { Acl } from '../../src/acl.ts';
import {
  Acting,
  AllPermissions,
  Allow,
  Authenticated,
  Deny,
  Everyone,
  user,
} from '../../src/acl.ts';
import type { Grant } from '../../src/analyse.ts';
import { canEver, whoCan } from '../../src/analyse.ts';
import { repetitions } from '../support/repetitions.ts';
import {
  ask,
  expectSame,
  numbers,
  permissions,
  possibleSets,
  principals,
  randomAcl,
  randomHierarchy,
  smallestWith,
} from './brute-force.ts';

const isAdmitted = (grants: readonly Grant[], set: readonly string[]): boolean =>
  grants.some(
    ({ principal, unless }) =>
      set.includes(principal) && !unless.some((other) => set.includes(other)),
  );

describe('whoCan', () => {
  it('admits exactly the sets of principals that are allowed, by no grant too many', () => {
    const below = numbers(11);
    const count = repetitions(100_000, 500);
    let granted = 0;
    for (let run = 0; run < count; run++) {
      const implies = randomHierarchy(below);
      const without = principals.filter(() => below(10) === 0);
      const lists = [randomAcl(below, 5), randomAcl(below, 2)];
      const permission = permissions[below(3)] as string;
      const sets = possibleSets(implies).filter((set) => !set.some((one) => without.includes(one)));
      const grants = whoCan(lists, permission, { implies, without });
      granted += grants.length;
      const allowed = sets.map((set) => ask(lists, set, permission).allowed);
      const admitted = (some: readonly Grant[]) => sets.map((set) => isAdmitted(some, set));
      expectSame([lists, implies, without], admitted(grants), allowed);
      for (const grant of grants) {
        const rest = grants.filter((other) => other !== grant);
        expect(admitted(rest).join() === allowed.join()).toBe(false);
        const decided = ask(lists, smallestWith(sets, [grant.principal]) as string[], permission);
        expect(decided.at?.acl === grant.line.resource.acl).toBe(true);
        expect(decided.index).toBe(grant.line.aceIndex);
      }
      const size = sets.find((_, at) => allowed[at])?.length;
      const found = canEver(lists, permission, { implies, without });
      expect(found && smallestWith(sets, found)?.length).toBe(size ?? false);
    }
    expect(granted).toBeGreaterThan(count / 4);
  });

  const acl: Acl = [
    [Allow, 'role:admin', AllPermissions],
    [Deny, user('bob'), ['read', 'edit']],
    [Deny, user('eve'), 'edit'],
    [Allow, 'role:editor', 'edit'],
    [Allow, user('ann'), 'edit'],
    [Allow, Everyone, 'read'],
  ];

  it('names the principals that take a permission away again', () => {
    const shown = (permission: string) =>
      whoCan(acl, permission).map(({ principal, unless, line }) => [principal, unless, line.place]);
    expect(shown('edit')).toEqual([
      ['role:admin', [], 'ACE 1 of the acl'],
      ['role:editor', ['user:bob', 'user:eve'], 'ACE 4 of the acl'],
      ['user:ann', [], 'ACE 5 of the acl'],
    ]);
    expect(shown('read')).toEqual([
      ['role:admin', [], 'ACE 1 of the acl'],
      [Everyone, ['user:bob'], 'ACE 6 of the acl'],
    ]);
  });

  it('names no principal that implies another one which takes the permission away', () => {
    const denied: Acl = [
      [Deny, 'role:new', 'read'],
      [Deny, 'role:trainee', 'read'],
      [Allow, Everyone, 'read'],
    ];
    const implies = { 'role:new': ['role:trainee'] };
    expect(whoCan(denied, 'read', { implies })[0]?.unless).toEqual(['role:trainee']);
    expect(whoCan(denied, 'read')[0]?.unless).toEqual(['role:new', 'role:trainee']);
  });

  it('leaves out what another grant contains', () => {
    const open: Acl = [
      [Allow, 'role:editor', 'read'],
      [Allow, Authenticated, 'read'],
      [Allow, Everyone, 'read'],
    ];
    expect(whoCan(open, 'read').map(({ principal }) => principal)).toEqual([Everyone]);
    expect(whoCan([], 'read')).toEqual([]);
  });
});

describe('canEver', () => {
  const acl: Acl = [
    [Deny, 'role:trainee', 'delete'],
    [Allow, 'role:admin', AllPermissions],
    [Allow, 'role:support', 'delete'],
    [Deny, Everyone, 'delete'],
    [Allow, user('ann'), 'delete'],
  ];

  it('returns the smallest set of principals that can, or false', () => {
    expect(canEver(acl, 'delete')).toEqual(['role:admin']);
    expect(canEver(acl, 'delete', { without: ['role:admin'] })).toEqual(['role:support']);
    expect(canEver(acl, 'delete', { without: ['role:admin', 'role:support'] })).toBe(false);
    expect(canEver(acl, 'read', { without: ['role:admin'] })).toBe(false);
  });

  it('excludes principals that imply an excluded one', () => {
    const implies = { 'role:admin': ['role:staff'], 'role:support': ['role:staff'] };
    expect(canEver(acl, 'delete', { implies, without: ['role:staff'] })).toBe(false);
    expect(canEver(acl, 'delete', { without: [Authenticated] })).toBe(false);
    expect(canEver(acl, 'delete', { implies: { 'role:admin': ['role:trainee'] } })).toEqual([
      'role:support',
    ]);
  });

  it('rejects a question without a permission: its answer would be false', () => {
    expect(() => canEver(acl, undefined as never)).toThrow('The permission that is asked for');
    expect(() => whoCan(acl, AllPermissions as never)).toThrow('The permission that is asked for');
  });
});

describe('Acting', () => {
  const acl: Acl = [
    [Deny, Acting, 'pay'],
    [Allow, user('bob'), 'pay'],
    [Allow, Acting, 'look'],
  ];

  it('is a principal that a user may have beside its own', () => {
    expect(whoCan({ acl }, 'pay')).toMatchObject([{ principal: user('bob'), unless: [Acting] }]);
    expect(canEver(acl, 'look', { without: [] })).toEqual([Acting]);
    expect(canEver(acl, 'look', { without: [Authenticated] })).toBe(false);
  });
});

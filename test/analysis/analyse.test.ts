import { describe, expect, it } from 'vitest';
import type { Acl, Resource } from '../../src/acl.ts';
import { AllPermissions, Allow, Authenticated, Deny, DenyAll, Everyone } from '../../src/acl.ts';
import { analyse } from '../../src/analyse.ts';
import { repetitions } from '../support/repetitions.ts';
import {
  ask,
  expectSame,
  numbers,
  permissions,
  possibleSets,
  randomAcl,
  randomHierarchy,
} from './brute-force.ts';

/** The permissions for which an ACE decides for some set of principals, by trying all. */
function decided(lists: Acl[], at: number, index: number, sets: string[][]): Set<string> {
  return new Set(
    [...permissions, 'unnamed'].filter((permission) =>
      sets.some((set) => {
        const decision = ask(lists, set, permission);
        return decision.at?.acl === lists[at] && decision.index === index;
      }),
    ),
  );
}

const namesOf = (named: Acl[number][2]): string[] =>
  typeof named === 'symbol'
    ? [...permissions, 'unnamed']
    : [...new Set([named].flat())].flatMap((one) => (typeof one === 'string' ? one : [...one]));
const DEAD = ['never_decides', 'after_deny_all', 'overridden'];

describe('analyse', () => {
  it('reports exactly the lines and permissions that decide for no set of principals', () => {
    const below = numbers(23);
    const count = repetitions(100_000, 300);
    let dead = 0;
    for (let run = 0; run < count; run++) {
      const implies = randomHierarchy(below);
      const lists = [randomAcl(below, 5), randomAcl(below, 3)];
      const sets = possibleSets(implies);
      const findings = analyse(lists, { implies, permissions: [...permissions, 'unnamed'] });
      for (const [at, acl] of lists.entries())
        for (const [index, [, , named]] of acl.entries()) {
          const names = namesOf(named);
          const live = decided(lists, at, index, sets);
          const here = findings.filter(
            ({ line }) => line.lineageIndex === at && line.aceIndex === index,
          );
          const isDead = here.some(({ code }) => DEAD.includes(code));
          expectSame([lists, implies, at, index], isDead, names.length > 0 && live.size === 0);
          dead += isDead ? 1 : 0;
          if (typeof named === 'symbol' || isDead) continue;
          const partly = here.find(({ code }) => code === 'permission_never_decided');
          expectSame(
            [lists, implies, at, index],
            partly?.permissions ?? [],
            permissions.filter((name) => names.includes(name) && !live.has(name)),
          );
        }
    }
    expect(dead).toBeGreaterThan(count);
  });

  const reasons = (...asked: Parameters<typeof analyse>) =>
    analyse(...asked).map(({ code, reason }) => `${code}: ${reason}`);

  it('says which lines decide in the place of a line that never does', () => {
    const site: Resource = {
      name: 'site',
      acl: [
        [Allow, 'role:admin', AllPermissions],
        [Deny, Authenticated, 'edit'],
        [Allow, 'role:editor', ['edit', 'publish']],
        [Deny, 'role:admin', 'delete'],
        [Allow, Everyone, []],
        DenyAll,
        [Allow, 'role:guide', 'read'],
      ],
    };
    expect(reasons(site)).toEqual([
      'permission_never_decided: ACE 3 of the acl of "site" never decides for "edit" after ACE 2 of the acl of "site".',
      'never_decides: ACE 4 of the acl of "site" never decides after ACE 1 of the acl of "site".',
      'no_permissions: ACE 5 of the acl of "site" matches nothing: its list of permissions is empty.',
      'after_deny_all: ACE 7 of the acl of "site" never decides after ACE 6 of the acl of "site".',
    ]);
  });

  it('tells a line that a child overrides from one that never decides', () => {
    const root: Resource = { name: 'root', acl: [[Allow, 'role:a', ['read', 'edit']]] };
    const leaf: Resource = {
      name: 'leaf',
      parent: root,
      acl: [
        [Deny, 'role:a', 'read'],
        [Deny, Everyone, 'edit'],
      ],
    };
    expect(analyse(leaf)).toMatchObject([
      {
        code: 'overridden',
        line: { resource: root, lineageIndex: 1, aceIndex: 0 },
        by: [
          { resource: leaf, aceIndex: 0 },
          { resource: leaf, aceIndex: 1 },
        ],
        permissions: ['read', 'edit'],
      },
    ]);
    expect(analyse(root)).toEqual([]);
  });

  it('names permissions and principals that can match nothing', () => {
    const acl: Acl = [
      [Allow, 'role:editr', ['read', 'edti']],
      [Allow, 'user:7', 'read'],
      [Allow, `user:${String(undefined)}`, 'read'],
      [Allow, 'user@partner:', 'read'],
      [Allow, 'group:x', 'read'],
    ];
    const known = { permissions: ['read', 'edit'], principals: ['role:editor', 'role:admin'] };
    expect(reasons(acl, known)).toEqual([
      'unknown_permission: ACE 1 of the acl names "edti", which is no permission.',
      'unknown_principal: ACE 1 of the acl names "role:editr", which no request has.',
      'doubtful_principal: ACE 3 of the acl names "user:undefined", which was made of a missing value.',
      'doubtful_principal: ACE 4 of the acl names "user@partner:", which was made of a missing value.',
      'unknown_principal: ACE 5 of the acl names "group:x", which no request has.',
    ]);
    expect(reasons(acl.slice(0, 2))).toEqual([]);
  });

  it('reports a principal that would be two users', () => {
    const implies = { 'role:both': ['user:1', 'user:2'] };
    expect(reasons([[Allow, 'role:both', 'read']], { implies })).toEqual([
      'never_decides: ACE 1 of the acl never decides: no request has its principal.',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Acl } from '../../src/acl.ts';
import { Allow, Deny } from '../../src/acl.ts';
import { usersOf, whoCan } from '../../src/analyse.ts';
import {
  ask,
  numbers,
  permissions,
  possibleSets,
  randomAcl,
  randomHierarchy,
} from './brute-force.ts';

describe('usersOf', () => {
  it('returns exactly the users whose principals are allowed', async () => {
    const below = numbers(31);
    for (let run = 0; run < 300; run++) {
      const implies = randomHierarchy(below);
      const lists = [randomAcl(below, 5), randomAcl(below, 3)];
      const permission = permissions[below(3)] as string;
      const users = possibleSets(implies);
      const found = await usersOf(whoCan(lists, permission, { implies }), async (principal) =>
        users.filter((user) => user.includes(principal)),
      );
      const wanted = users.filter((user) => ask(lists, user, permission).allowed);
      expect([...found].map(String).sort()).toEqual(wanted.map(String).sort());
    }
  });

  const acl: Acl = [
    [Deny, 'role:b', 'read'],
    [Allow, 'role:a', 'read'],
    [Allow, 'role:c', 'read'],
  ];

  it('asks once for each principal', async () => {
    const asked: string[] = [];
    await usersOf(whoCan(acl, 'read'), (principal) => {
      asked.push(principal);
      return [];
    });
    expect(asked).toEqual(['role:a', 'role:b', 'role:c']);
  });

  it('rejects if the members of a principal are not known', async () => {
    const failing = usersOf(whoCan(acl, 'read'), async (principal) => {
      if (principal === 'role:b') throw new Error('no database');
      return [7];
    });
    await expect(failing).rejects.toThrow('no database');
  });
});

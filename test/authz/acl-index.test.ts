import { describe, expect, it } from 'vitest';
import {
  AllPermissions,
  Allow,
  compileAcl,
  decide,
  Deny,
  Everyone,
  permits,
  user,
} from '../../src/acl.ts';
import type { Ace, Acl } from '../../src/acl.ts';

/** Enough ACEs for an index to pay. */
const MANY = 20_000;
const aces: Ace[] = Array.from({ length: MANY }, (_, id) => [
  Allow,
  user(id),
  id % 2 === 0 ? 'view' : ['view', 'edit'],
]);

describe('the index of a compiled list', () => {
  it('finds the same ACE as reading the list does, however long it is', () => {
    const written = {
      acl: [...aces, [Deny, user(3), 'view'], [Deny, Everyone, AllPermissions]] as Acl,
    };
    const compiled = { acl: compileAcl(written.acl) };
    for (const id of [0, 3, 4_711, MANY - 1, MANY]) {
      for (const permission of ['view', 'edit', 'delete']) {
        const who = [user(id), Everyone];
        const { allowed, aceIndex } = decide(written, who, permission);
        expect(decide(compiled, who, permission)).toMatchObject({ allowed, aceIndex });
        expect(permits(compiled, new Set(who), permission)).toBe(allowed);
      }
    }
  });

  it('does not follow changes of the list that it was made of', () => {
    const named = new Set(['view']);
    const own: Ace[] = [[Allow, 'a', named]];
    const resource = { acl: compileAcl(own) };
    named.add('edit');
    own.unshift([Allow, 'b', 'view']);
    expect([
      permits(resource, ['a'], 'edit'),
      permits(resource, ['b'], 'view'),
      permits(resource, ['a'], 'view'),
    ]).toEqual([false, false, true]);
  });

  it('is not made for a list that only looks frozen, whose Sets still change', () => {
    const named = new Set(['view']);
    const acl = Object.freeze([Object.freeze([Allow, 'a', named] as const)]);
    expect(permits({ acl }, ['a'], 'edit')).toBe(false);
    named.add('edit');
    expect(permits({ acl }, ['a'], 'edit')).toBe(true);
  });

  it('finds a permission that has the name of a member of every object', () => {
    const resource = { acl: compileAcl([[Allow, 'constructor', '__proto__']]) };
    expect(permits(resource, ['constructor'], '__proto__')).toBe(true);
    expect(permits(resource as never, ['constructor'], 'constructor' as never)).toBe(false);
  });
});

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

/** So many lines that reading them one by one would be noticed. */
const MANY = 20_000;
const lines: Ace[] = Array.from({ length: MANY }, (_, id) => [
  Allow,
  user(id),
  id % 2 === 0 ? 'view' : ['view', 'edit'],
]);

describe('a list that compileAcl froze', () => {
  it('decides by the same line as one that is read, however long it is', () => {
    const written = {
      acl: [...lines, [Deny, user(3), 'view'], [Deny, Everyone, AllPermissions]] as Acl,
    };
    const frozen = { acl: compileAcl(written.acl) };
    for (const id of [0, 3, 4_711, MANY - 1, MANY]) {
      for (const permission of ['view', 'edit', 'delete']) {
        const who = [user(id), Everyone];
        const { allowed, aceIndex } = decide(written, who, permission);
        expect(decide(frozen, who, permission)).toMatchObject({ allowed, aceIndex });
        expect(permits(frozen, new Set(who), permission)).toBe(allowed);
      }
    }
  });

  it('is not read again: a line cannot be slipped in by whoever made it', () => {
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

  it('is a copy, and the list that it was made of is read as before', () => {
    const own: Ace[] = [[Allow, 'a', 'view']];
    compileAcl(own);
    own.unshift([Deny, 'a', 'view']);
    expect(permits({ acl: own }, ['a'], 'view')).toBe(false);
  });

  it('is told from one that only looks frozen, whose Sets still change', () => {
    const named = new Set(['view']);
    const acl = Object.freeze([Object.freeze([Allow, 'a', named] as const)]);
    expect(permits({ acl }, ['a'], 'edit')).toBe(false);
    named.add('edit');
    expect(permits({ acl }, ['a'], 'edit')).toBe(true);
  });

  it('answers a permission that has the name of a member of every object', () => {
    const resource = { acl: compileAcl([[Allow, 'constructor', '__proto__']]) };
    expect(permits(resource, ['constructor'], '__proto__')).toBe(true);
    expect(permits(resource as never, ['constructor'], 'constructor' as never)).toBe(false);
  });
});

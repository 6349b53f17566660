import { describe, expect, it } from 'vitest';
import { claimPrincipals } from '../../src/security/claim-principals.ts';

const roles = claimPrincipals('roles', 'role:');
const from = (claims: unknown): readonly string[] =>
  roles('alice', { claims, view: null as never, issuer: null });

describe('claimPrincipals', () => {
  it.each([
    ['each string of a list', { roles: ['admin', 'staff'] }, ['role:admin', 'role:staff']],
    ['each word of a string', { roles: 'read  write' }, ['role:read', 'role:write']],
    ['the strings of a mixed list only', { roles: ['a', 7, null, ''] }, ['role:a']],
    ['nothing without the claim', {}, []],
    ['nothing for a number', { roles: 7 }, []],
    ['nothing for null claims', null, []],
    ['nothing for an inherited claim', Object.create({ roles: ['admin'] }), []],
  ])('adds %s', (_what, claims, expected) => {
    expect(from(claims)).toEqual(expected);
  });

  it.each(['', 'system.', 'user:', 'user@other:'])('rejects the prefix "%s"', (prefix) => {
    expect(() => claimPrincipals('roles', prefix)).toThrow('a prefix of your own');
  });

  it.each([
    [{ realm_access: { roles: ['admin'] } }, ['role:admin']],
    [{ realm_access: { roles: 'a b' } }, ['role:a', 'role:b']],
    [{ realm_access: ['roles'] }, []],
    [{ realm_access: null }, []],
    [{ realm_access: 'roles' }, []],
    [{ realm_access: Object.create({ roles: ['admin'] }) as object }, []],
    [{ roles: ['admin'] }, []],
  ])('reads a member of a claim by its path: %j', (claims, expected) => {
    const inRealm = claimPrincipals(['realm_access', 'roles'], 'role:');
    expect(inRealm('alice', { claims, view: null as never, issuer: null })).toEqual(expected);
  });

  it.each([[[]], [['roles', '']], [[7]]])('rejects the path %j', (path) => {
    expect(() => claimPrincipals(path as never, 'role:')).toThrow('the name of a claim');
  });

  it('rejects an empty name of a claim', () => {
    expect(() => claimPrincipals('', 'role:')).toThrow('the name of a claim');
  });
});

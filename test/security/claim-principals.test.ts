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

  it('rejects an empty name of a claim', () => {
    expect(() => claimPrincipals('', 'role:')).toThrow('the name of a claim');
  });
});

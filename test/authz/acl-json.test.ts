import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aclFromJson,
  aclToJson,
  AllPermissions,
  Allow,
  compileAcl,
  Deny,
  DenyAll,
  permits,
} from '../../src/acl.ts';
import type { Acl } from '../../src/acl.ts';
import { list } from './arbitraries.ts';

const roundTrip = (acl: Acl) => aclFromJson(JSON.parse(JSON.stringify(aclToJson(acl))));

describe('an ACL as JSON', () => {
  it('becomes the same ACL again, with lists in the place of Sets', () => {
    fc.assert(
      fc.property(list, (acl) => {
        expect(roundTrip(acl)).toEqual(compileAcl(acl));
        expect(aclToJson(roundTrip(acl))).toEqual(aclToJson(acl));
        expect(aclToJson(compileAcl(acl))).toEqual(aclToJson(acl));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has "*" for AllPermissions', () => {
    const acl: Acl = [[Allow, 'role:admin', AllPermissions], [Deny, 'a', new Set(['x'])], DenyAll];
    expect(JSON.stringify(aclToJson(acl))).toBe(
      '[["Allow","role:admin","*"],["Deny","a",["x"]],["Deny","system.Everyone","*"]]',
    );
  });

  it('may be changed without changing the ACL', () => {
    const acl = compileAcl([[Allow, 'a', ['view']]]);
    const json = aclToJson(acl);
    json[0]?.splice(2, 1, ['edit']);
    json.pop();
    expect(acl).toEqual([[Allow, 'a', ['view']]]);
  });

  it('is not made of a malformed ACL', () => {
    expect(() => aclToJson([['Allow', 'a', '*']] as never)).toThrow('ACE 1 of the acl');
  });
});

describe('aclFromJson', () => {
  it('returns a compiled list', () => {
    const acl = aclFromJson([['Allow', 'a', ['view', 'edit']]]);
    expect(Object.isFrozen(acl)).toBe(true);
    expect(permits({ acl }, ['a'], 'edit')).toBe(true);
  });

  it.each([
    ['an unknown action', ['allow', 'a', 'view']],
    ['two members', ['Allow', 'a']],
    ['four members', ['Allow', 'a', 'view', null]],
    ['the form of an object', { action: 'Allow', principal: 'a', permissions: 'view' }],
    ['null in its place', null],
    ['a string in its place', 'Allow'],
    ['a principal that is a number', ['Allow', 4, 'view']],
    ['permissions that are null', ['Allow', 'a', null]],
    ['permissions that are an object', ['Allow', 'a', { 0: 'view', length: 1 }]],
    ['a number among the permissions', ['Allow', 'a', ['view', 4]]],
    ['"*" among the permissions', ['Allow', 'a', ['view', '*']]],
    ['"*" as the principal', ['Allow', '*', 'view']],
    ['an ACE in the place of a permission', ['Allow', 'a', [['view']]]],
  ])('rejects an ACE with %s, naming it', (_what, ace) => {
    expect(() => aclFromJson([['Allow', 'a', 'view'], ace])).toThrow('ACE 2 of the acl');
  });

  it.each([[null], [undefined], ['[]'], [{}], [{ length: 0 }], [7]])('rejects %j', (value) => {
    expect(() => aclFromJson(value)).toThrow('The acl is not a list of ACEs');
  });

  it('rejects a permission that is not in the closed list', () => {
    const options = { permissions: ['view', 'edit'] };
    expect(aclFromJson([['Allow', 'a', '*']], options)).toHaveLength(1);
    expect(() => aclFromJson([['Allow', 'a', ['view', 'edti']]], options)).toThrow(
      'ACE 1 of the acl has the unknown permission "edti": write perhaps "edit".',
    );
  });

  it('names itself if an option is unknown', () => {
    expect(() => aclFromJson([], { permisions: [] } as never)).toThrow(
      'aclFromJson has no option "permisions": did you mean permissions?',
    );
  });

  it('takes own members only: a polluted prototype fills no hole', () => {
    const prototypes = [Object.prototype, Array.prototype] as unknown as Record<string, unknown>[];
    for (const prototype of prototypes) {
      Object.assign(prototype, { 0: 'Allow', 1: 'system.Everyone', 2: '*' });
      try {
        // oxlint-disable-next-line no-sparse-arrays -- the holes are what is tested
        expect(() => aclFromJson([[, , ,]])).toThrow('ACE 1 of the acl');
        // oxlint-disable-next-line no-sparse-arrays -- the holes are what is tested
        expect(() => aclFromJson([['Allow', 'a', [,]]])).toThrow('ACE 1 of the acl');
      } finally {
        for (const key of ['0', '1', '2']) delete prototype[key];
      }
    }
  });
});

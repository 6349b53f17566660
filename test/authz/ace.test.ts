import { describe, expect, it } from 'vitest';
import { AllPermissions, Allow, compileAcl, permits, principalsAllowedBy } from '../../src/acl.ts';
import type { Acl } from '../../src/acl.ts';
import { aceError, includesPermission } from '../../src/authz/ace.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';

const PERMISSIONS = 'has permissions that are not a string, a list or Set of strings';
const malformed: [string, unknown, string][] = [
  [
    'an action in lower case',
    ['allow', 'a', 'view'],
    'has an action that is neither Allow nor Deny: write Allow or Deny',
  ],
  ['no action', [undefined, 'a', 'view'], 'has an action that is neither'],
  ['two members', ['Allow', 'a'], 'is not a list of an action, a principal and permissions'],
  ['four members', ['Allow', 'a', 'view', 1], 'is not a list of an action'],
  ['the form of an object', { 0: 'Allow', 1: 'a', 2: 'view', length: 3 }, 'is not a list of an'],
  ['a principal that is a number', ['Allow', 1, 'view'], 'has a principal that is not a non-empty'],
  ['an empty principal', ['Allow', '', 'view'], 'has a principal that is not a non-empty string'],
  ['permissions that are a number', ['Allow', 'b', 1], PERMISSIONS],
  ['permissions that are null', ['Allow', 'b', null], PERMISSIONS],
  ['permissions that are another symbol', ['Allow', 'b', Symbol('AllPermissions')], PERMISSIONS],
  ['permissions that are a generator', ['Allow', 'b', (function* () {})()], PERMISSIONS],
  ['an empty permission', ['Allow', 'b', ''], 'has a permission that is not a non-empty string'],
  ['an empty permission in a list', ['Allow', 'b', ['view', '']], 'has a permission that is not a'],
  ['a number in a Set', ['Allow', 'b', new Set([1])], 'has a permission that is not a non-empty'],
  [
    'AllPermissions inside a list',
    ['Allow', 'b', [AllPermissions]],
    'has a permission that is not',
  ],
];
const mistaken = ['*', 'Everyone', 'Authenticated', 'Acting', 'AllPermissions'];

class Report {
  id = 7;
  acl: unknown;
  constructor(ace: unknown) {
    this.acl = [[Allow, 'b', 'view'], ace];
  }
}
/** The message that every way to read an ACL throws, without the place. */
function rejections(ace: unknown): string[] {
  const report = new Report(ace) as never;
  return [
    () => permits(report, ['b'], 'view'),
    () => permits(report, ['c'], 'view'),
    () => principalsAllowedBy(report, 'view'),
    () => compileAcl((report as Report).acl as Acl),
  ].map((read) => {
    try {
      read();
      return 'accepted';
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      return (error as Error).message;
    }
  });
}

describe('an ACE', () => {
  it.each(malformed)('with %s is rejected, naming the ACE and the resource', (_what, ace, what) => {
    const [allowed, denied, listed, compiled] = rejections(ace);
    expect(allowed).toContain(`ACE 2 of the acl of Report 7 ${what}`);
    expect([denied, listed]).toEqual([allowed, allowed]);
    expect(compiled).toContain(`ACE 2 of the acl ${what}`);
  });

  it.each(mistaken)('with the principal %j in quotes is rejected: it matches nothing', (name) => {
    for (const message of rejections([Allow, name, 'view']))
      expect(message).toContain(
        `has a principal "${name}" that matches nothing: write the constant ${name === '*' ? 'Everyone' : name}`,
      );
  });

  it.each(['system.Evryone', 'system.everyone', 'system.', 'system.Admin'])(
    'with the principal %j is rejected: the system has no such principal',
    (name) => {
      expect(aceError(['Allow', name, 'view'])).toContain(
        'the constant Everyone, Authenticated or Acting',
      );
      expect(aceError(['Allow', 'system.Everyone', 'view'])).toBeNull();
      expect(aceError(['Allow', 'systems', 'view'])).toBeNull();
    },
  );

  it.each(mistaken)('with the permission %j in quotes is rejected: it matches nothing', (name) => {
    for (const named of [name, ['view', name], new Set(['view', name])])
      for (const message of rejections([Allow, 'a', named]))
        expect(message).toContain(`has a permission "${name}" that matches nothing`);
  });

  it('shows no control character of what is in it', () => {
    expect(aceError([Allow, '*', 'view'])).not.toMatch(/\p{C}/u);
  });

  it.each([
    ['a role that has a star in it', [Allow, 'role:*', 'view']],
    ['a permission whose name begins with a constant', [Allow, 'a', 'AllPermissionsOfA']],
    ['no permissions in a list', [Allow, 'a', []]],
    ['no permissions in a Set', [Allow, 'a', new Set()]],
    ['AllPermissions', [Allow, 'a', AllPermissions]],
  ])('with %s is accepted', (_what, ace) => {
    expect(aceError(ace)).toBe(null);
  });
});

describe('the permissions of an ACE', () => {
  it.each([
    ['a string', 'view'],
    ['a list', ['edit', 'view']],
    ['a Set', new Set(['edit', 'view'])],
  ])('are compared whole if they are %s', (_what, named) => {
    expect(includesPermission(named as string, 'view')).toBe(true);
    for (const other of ['vie', 'views', 'View', 'view ', '', 'constructor', 'length'])
      expect(includesPermission(named as string, other)).toBe(false);
  });

  it('include every one if they are AllPermissions', () => {
    expect(includesPermission(AllPermissions, 'anything')).toBe(true);
  });
});

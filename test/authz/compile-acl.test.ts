import { describe, expect, it } from 'vitest';
import { AllPermissions, Allow, compileAcl, Deny, permits } from '../../src/acl.ts';
import type { Ace, Acl } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';

describe('compileAcl', () => {
  it('returns a deeply frozen copy', () => {
    const own: [typeof Allow, string, string[]][] = [[Allow, 'a', ['view']]];
    const acl = compileAcl(own);
    own[0]?.[2].push('edit');
    expect(permits({ acl }, ['a'], 'edit')).toBe(false);
    expect([acl, acl[0], acl[0]?.[2]].every(Object.isFrozen)).toBe(true);
    expect([own, own[0], own[0]?.[2]].some(Object.isFrozen)).toBe(false);
  });

  it('leaves the list that was passed as it is, to be read as before', () => {
    const own: Ace[] = [[Allow, 'a', 'view']];
    compileAcl(own);
    own.unshift([Deny, 'a', 'view']);
    expect(permits({ acl: own }, ['a'], 'view')).toBe(false);
  });

  it('takes its own result', () => {
    const acl = compileAcl([[Allow, 'a', ['view']]]);
    expect(compileAcl(acl)).toEqual(acl);
  });

  it('names every ACE that is wrong', () => {
    const bad = [['allow', 'a', 'view'], [Allow, 'a', 'view'], ['Deny']] as unknown as Acl;
    const error = (() => {
      try {
        return compileAcl(bad);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({
      code: 'acl_invalid',
      faults: [expect.stringMatching(/^ACE 1 of /), expect.stringMatching(/^ACE 3 of /)],
    });
  });

  it.each([null, undefined, 'x', {}, new Set()])('rejects %s, which is no list', (bad) => {
    expect(() => compileAcl(bad as never)).toThrow('The acl is not a list of ACEs');
  });

  it('rejects a list with a hole', () => {
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    expect(() => compileAcl([, [Allow, 'a', 'view']] as never)).toThrow('ACE 1');
  });
});

describe('the closed list of permissions', () => {
  const permissions = ['view', 'edit', 'publish'];
  const compile = (ace: unknown) => () => compileAcl([ace] as Acl, { permissions });

  it.each([
    ['one', 'view'],
    ['several', ['view', 'edit']],
    ['a Set', new Set(['publish'])],
    ['none', []],
    ['all', AllPermissions],
  ])('accepts %s of its names', (_what, named) => {
    expect(compile([Allow, 'a', named])).not.toThrow();
  });

  it.each([['edti'], [['view', 'edti']], [new Set(['edti'])]])(
    'rejects %j with the nearest name',
    (named) => {
      expect(compile([Allow, 'a', named])).toThrow(
        'ACE 1 of the acl has the unknown permission "edti": write perhaps "edit".',
      );
    },
  );

  it('rejects a name that is near none with all names', () => {
    expect(compile([Allow, 'a', 'constructor'])).toThrow(
      'ACE 1 of the acl has the unknown permission "constructor": write one of view, edit, publish.',
    );
  });

  it.each(['view', {}, 7, null])('is rejected itself if it is %j', (bad) => {
    expect(() => compileAcl([], { permissions: bad as never })).toThrow(
      'permissions of compileAcl is not a list of names.',
    );
  });

  it('is an option of its own: what a polluted prototype has is none', () => {
    const prototype = Object.prototype as { permissions?: unknown };
    prototype.permissions = [];
    try {
      expect(() => compileAcl([[Allow, 'a', 'view']])).not.toThrow();
    } finally {
      delete prototype.permissions;
    }
  });

  it('is the only option', () => {
    expect(() => compileAcl([], { permision: [] } as never)).toThrow('did you mean permissions?');
    expect(() => compileAcl([], null as never)).toThrow('compileAcl takes an object of options.');
  });
});

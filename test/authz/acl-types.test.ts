import { describe, expect, it } from 'vitest';
import { AllPermissions, DenyAll, Public, user } from '../../src/acl.ts';

describe('user', () => {
  it.each([
    [4, 'user:4'],
    ['4', 'user:4'],
    [0, 'user:0'],
    [-1, 'user:-1'],
    ['role:admin', 'user:role:admin'],
    [' ', 'user: '],
  ])('makes the principal of the id %j', (id, principal) => {
    expect(user(id)).toBe(principal);
  });

  it.each([null, undefined, NaN, Infinity, 1.5, 2 ** 53, '', {}, [], true, 7n, Symbol('x')])(
    'rejects %s, which is no id',
    (id) => {
      expect(() => user(id as never)).toThrow(TypeError);
    },
  );

  it('puts the users of another issuer into a name space of their own', () => {
    expect(user('ann', 'partner-2')).toBe('user@partner-2:ann');
    expect(user(4, 'x')).toBe('user@x:4');
  });

  it.each(['', 'Partner', 'a:b', 'a b', 'a@b', 'a\n', 'ä', null, 7, {}])(
    'rejects %j as the name of an issuer',
    (name) => {
      expect(() => user('ann', name as never)).toThrow(TypeError);
    },
  );
});

describe('the constants', () => {
  it('are the same in two copies of this package', () => {
    expect(AllPermissions).toBe(Symbol.for('pyramidion.AllPermissions'));
    expect(Public).toBe(Symbol.for('pyramidion.Public'));
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(DenyAll)).toBe(true);
  });
});

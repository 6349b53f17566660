import { describe, expect, it } from 'vitest';
import { isReservedType, kindOf, typeOf } from '../../src/token/token-kind.ts';

describe('kindOf', () => {
  it.each([undefined, 'JWT', 'jwt', 'application/jwt'])('is access for the typ %s', (typ) => {
    expect(kindOf(typ, [])).toBe('access');
  });

  it.each(['session+jwt', 'Session+JWT', 'application/session+jwt'])(
    'is session for the typ %s, whatever the types of access tokens',
    (typ) => {
      expect(kindOf(typ, [])).toBe('session');
      expect(kindOf(typ, ['at+jwt'])).toBe('session');
    },
  );

  it.each(['tickets+jwt', 'at+jwt', 'dpop+jwt', '', '__proto__', 'toString'])(
    'is null for the typ %s, which is no token that is known here',
    (typ) => expect(kindOf(typ, [])).toBeNull(),
  );

  it.each(['limited+jwt', 'Application/Limited+JWT', 'ticket+jwt', 'Ticket+JWT'])(
    'is limited or ticket for the typ %s, of an issuer that makes them',
    (typ) => {
      const kind = kindOf(typ, ['at+jwt']);
      expect(kind).toMatch(/^(limited|ticket)$/);
      expect(kindOf(typ, [], ['access', 'limited'])).toBe(kind === 'limited' ? kind : null);
      expect(kindOf(typ, [], ['access'])).toBeNull();
    },
  );

  it('is access only for the types of access tokens, if there are some', () => {
    const types = ['at+jwt', 'application/x.access'];
    expect(['AT+JWT', 'application/at+jwt', 'x.access'].map((typ) => kindOf(typ, types))).toEqual([
      'access',
      'access',
      'access',
    ]);
    expect([undefined, 'JWT'].map((typ) => kindOf(typ, types))).toEqual([null, null]);
  });
});

describe('typeOf', () => {
  it('is the first type of access tokens, and one of its own for a session', () => {
    expect([typeOf('access', []), typeOf('access', ['at+jwt', 'x'])]).toEqual(['JWT', 'at+jwt']);
    expect(typeOf('session', ['at+jwt'])).toBe('session+jwt');
  });
});

describe('isReservedType', () => {
  it('holds for the types of other kinds, however they are written', () => {
    const reserved = ['session+jwt', 'REFRESH+JWT', 'application/limited+jwt', 'ticket+jwt'];
    expect(reserved.every(isReservedType)).toBe(true);
    expect(['JWT', 'at+jwt', 'constructor'].some(isReservedType)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { cookiePolicy, headerPolicy } from '../../src/index.ts';
import type { Claims } from '../../src/token/claims.ts';
import { checkLimits, limitsOf } from '../../src/token/limits.ts';
import type { TokenKind } from '../../src/token/token-kind.ts';
import { bearer, COOKIE, handMade, NOW, setUp, signed, view } from '../support/security.ts';

const LIMITED = { alg: 'HS512', typ: 'limited+jwt' };
const invalid = { ok: false, code: 'token_claims_invalid' };

describe('the claim lim', () => {
  it.each([
    {},
    { permissions: [] },
    { permissions: ['read', 'constructor', 'toString'] },
    { resource: 'report 7' },
    { permissions: ['read'], resource: 'constructor' },
  ])('is accepted as %j in the kinds that have it', (lim) => {
    for (const kind of ['limited', 'ticket'] as const) {
      expect(checkLimits({ lim }, kind, true)).toBeNull();
      expect(checkLimits({ lim }, kind, false)).toBeNull();
    }
  });

  it.each([
    [undefined, null, true, 0, '', 'read', ['read'], [], [{}]].map((lim) => ({ lim })),
    [null, 'read', {}, ['read', 4], [''], [['read']], [null]].map((permissions) => ({
      lim: { permissions },
    })),
    [null, '', 4, {}, ['report'], true].map((resource) => ({ lim: { resource } })),
  ])('is refused in a limited token if it or a member is of the wrong type', (...list) => {
    for (const claims of list)
      for (const kind of ['limited', 'ticket'] as const)
        expect(checkLimits(claims as Claims, kind, true), JSON.stringify(claims)).toMatchObject(
          invalid,
        );
  });

  it.each(['scopes', 'permission', 'Resource', 'constructor', 'toString', 'x'.repeat(5000)])(
    'is refused with the member %s: a limit that is not known would be ignored',
    (name) => {
      const refused = checkLimits({ lim: { permissions: ['read'], [name]: 1 } }, 'limited', true);
      expect(refused).toMatchObject({
        ...invalid,
        reason: expect.stringContaining(name.slice(0, 80)),
      });
      expect(refused?.reason.length).toBeLessThan(300);
    },
  );

  it.each<TokenKind>(['access', 'session', 'refresh'])(
    'is refused in an own token of the kind %s, where other processes would not obey it',
    (kind) => {
      for (const lim of [{}, { permissions: ['read'] }, null, 4])
        expect(checkLimits({ lim }, kind, true)).toMatchObject(invalid);
      expect(checkLimits({}, kind, true)).toBeNull();
    },
  );

  it.each([0, -1, 1.5, '1', null, true, [1], 1_000_001, Number.POSITIVE_INFINITY])(
    'has a whole number of uses, and not %j',
    (uses) => {
      expect(checkLimits({ lim: { uses } }, 'ticket', true)).toMatchObject(invalid);
      expect(checkLimits({ lim: { uses: 1_000_000 } }, 'ticket', true)).toBeNull();
    },
  );

  it('means nothing in an access token of another issuer', () => {
    expect(checkLimits({ lim: 'whatever' }, 'access', false)).toBeNull();
  });

  it('is read from own members only', () => {
    const inherited = Object.create({ lim: {} }) as Claims;
    expect(checkLimits(inherited, 'limited', true)).toMatchObject(invalid);
    const lim = Object.create({ permissions: ['all'], resource: 'site' }) as object;
    expect(limitsOf({ lim })).toEqual({ permissions: null, resource: null, uses: null });
  });

  it('is returned with null for each limit that it has not', () => {
    expect(limitsOf({ lim: {} })).toEqual({ permissions: null, resource: null, uses: null });
    expect(limitsOf({ lim: { permissions: ['a'], resource: 'b', uses: 3 } })).toEqual({
      permissions: ['a'],
      resource: 'b',
      uses: 3,
    });
  });
});

describe('a limited token', () => {
  const both = () => setUp({ policies: [headerPolicy(), cookiePolicy({ reissueTime: 10 })] });
  const token = handMade({ sub: 'alice', exp: NOW + 60, lim: {} }, LIMITED);

  it('is taken in a header and in a message, however often and however its type is written', async () => {
    const { security } = both();
    for (const typ of ['limited+jwt', 'Limited+JWT', 'Application/Limited+JWT']) {
      const written = handMade({ sub: 'alice', exp: NOW + 60, lim: {} }, { alg: 'HS512', typ });
      for (let time = 0; time < 3; time++) {
        expect((await security.authenticate(bearer(written))).userId).toBe('alice');
        expect((await security.authenticateToken(written)).userId).toBe('alice');
      }
    }
  });

  it('is refused in a cookie, whatever the policy accepts', async () => {
    for (const accepts of [['session'], ['session', 'access']] as const) {
      const { security } = setUp({ policies: [cookiePolicy({ reissueTime: 10, accepts })] });
      const auth = await security.authenticate(view({ cookie: `${COOKIE}=${token}` }));
      expect(auth.failure?.code).toBe('token_type_refused');
    }
    expect(() => cookiePolicy({ accepts: ['limited'] as never })).toThrow(/accepts/);
  });

  it('is verified as limited only', async () => {
    const { security } = both();
    expect(await security.verifyToken(token, { kind: 'limited' })).toMatchObject({ ok: true });
    for (const kind of ['access', 'session', 'refresh', 'ticket'] as const)
      expect(await security.verifyToken(token, { kind })).toMatchObject({
        error: { code: 'token_type_refused' },
      });
  });

  it('is refused with another algorithm, and with a limit that is written as __proto__', async () => {
    const { security } = both();
    const none = handMade({ sub: 'alice', lim: {} }, { alg: 'none', typ: 'limited+jwt' });
    expect((await security.authenticate(bearer(none))).failure?.code).toBe(
      'token_algorithm_refused',
    );
    for (const lim of ['{"__proto__":{"permissions":[]}}', '{"permissions":["a"],"__proto__":1}']) {
      const odd = signed(JSON.stringify(LIMITED), `{"sub":"alice","lim":${lim}}`);
      expect((await security.authenticate(bearer(odd))).failure?.code).toBe('token_claims_invalid');
    }
  });

  it('is refused without its claim, and so is an access token with it', async () => {
    const { security } = both();
    for (const odd of [
      handMade({ sub: 'alice', exp: NOW + 60 }, LIMITED),
      handMade({ sub: 'alice', exp: NOW + 60, lim: { permissions: ['read'] } }),
    ])
      for (let time = 0; time < 3; time++)
        expect((await security.authenticate(bearer(odd))).failure?.code).toBe(
          'token_claims_invalid',
        );
  });
});

describe('a ticket', () => {
  it('is refused in a header, in a cookie and in a message', async () => {
    const { security } = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const ticket = handMade(
      { sub: 'alice', exp: NOW + 60, lim: {} },
      { alg: 'HS512', typ: 'ticket+jwt' },
    );
    const refused = [
      await security.authenticate(bearer(ticket)),
      await security.authenticate(view({ cookie: `${COOKIE}=${ticket}` })),
      await security.authenticateToken(ticket),
    ];
    expect(refused.map(({ failure }) => failure?.code)).toEqual(
      Array(3).fill('token_type_refused'),
    );
    expect(await security.verifyToken(ticket, { kind: 'ticket' })).toMatchObject({ ok: true });
  });
});

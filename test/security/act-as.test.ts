import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Acl, AuthContext, SecurityOptions } from '../../src/index.ts';
import {
  Acting,
  Allow,
  AllPermissions,
  allowlist,
  Authenticated,
  cookiePolicy,
  Deny,
  denylist,
  Everyone,
  headerPolicy,
  user,
} from '../../src/index.ts';
import { issuerOf, ownAndOthers, tokenBy } from '../support/providers.ts';
import type { SetUp } from '../support/security.ts';
import {
  bearer,
  claimsIn,
  handMade,
  headerIn,
  login,
  NOW,
  revocable,
  setUp,
  view,
} from '../support/security.ts';

const acl: Acl = [
  [Deny, Acting, 'pay'],
  [Allow, user('sue'), 'support'],
  [Allow, user('bob'), AllPermissions],
];
const OPTIONS = {
  root: { name: 'site', acl },
  expiration: '1h',
  policies: [headerPolicy(), cookiePolicy({ sessionLifetime: '8h' })],
} as const;
const LIMITED = { alg: 'HS512', typ: 'limited+jwt' };

async function support(set: SetUp): Promise<AuthContext> {
  return set.security.authenticate(view({ cookie: await login(set, 'sue') }));
}

const codeOf = async ({ security }: SetUp, token: string): Promise<string> => {
  const auth = await security.authenticate(bearer(token));
  return auth.failure?.code ?? String(auth.userId);
};

describe('auth.actAs', () => {
  it('makes a token of another user that names the actor', async () => {
    const set = setUp(OPTIONS);
    const sue = await support(set);
    const token = await sue.actAs('bob', 'support');
    expect(headerIn(token)['typ']).toBe('limited+jwt');
    expect(claimsIn(token)).toMatchObject({
      sub: 'bob',
      lim: {},
      act: { sub: 'sue', sid: sue.session?.id },
      auth_time: NOW,
      exp: NOW + 3600,
    });
    const auth = await set.security.authenticate(bearer(token));
    expect([auth.userId, auth.actor]).toEqual(['bob', { userId: 'sue', issuer: null }]);
    expect(auth.principals).toEqual([Everyone, Authenticated, user('bob'), Acting]);
    expect([sue.actor, (await set.security.authenticate(view())).actor]).toEqual([null, null]);
  });

  it('is refused for the user who asks, and without the permission that allows it', async () => {
    const sue = await support(setUp(OPTIONS));
    await expect(sue.actAs('sue', 'support')).rejects.toThrow(
      'auth.actAs("sue") names the user who asks: pass the id of another one.',
    );
    await expect(sue.actAs('bob', undefined as never)).rejects.toThrow(
      'auth.actAs lacks the permission that allows it: write auth.actAs(userId, "support").',
    );
  });

  it('permits what the user may, without what an ACE denies to Acting', async () => {
    const set = setUp(OPTIONS);
    const bob = await set.security.authenticate(
      bearer(await (await support(set)).actAs('bob', 'support')),
    );
    expect([bob.permits('read'), bob.permits('pay')]).toEqual([true, false]);
    expect(bob.decide('pay').reason).toMatch(/denies "system.Acting"/);
    const self = await set.security.authenticate(bearer(await set.security.createToken('bob')));
    expect(self.permits('pay')).toBe(true);
  });

  it('needs the permission on the root', async () => {
    const set = setUp(OPTIONS);
    const mallory = await set.security.authenticate(
      bearer(await set.security.createToken('mallory')),
    );
    await expect(mallory.actAs('bob', 'support')).rejects.toMatchObject({
      code: 'permission_denied',
      status: 403,
    });
    const anonymous = await set.security.authenticate(view());
    await expect(anonymous.actAs('bob', 'support')).rejects.toMatchObject({
      code: 'credentials_missing',
    });
    const open = setUp({ ...OPTIONS, root: { acl: [[Allow, Everyone, 'support']] } });
    const anyone = await open.security.authenticate(view());
    await expect(anyone.actAs('bob', 'support')).rejects.toMatchObject({ status: 401 });
    expect(set.events.filter(({ event }) => event === 'acting_begun')).toEqual([]);
  });

  it('knows the closed list of permissions', async () => {
    const set = setUp({ ...OPTIONS, permissions: ['support', 'pay', 'read'] });
    const sue = await support(set);
    await expect(sue.actAs('bob', 'suport')).rejects.toThrow(/did you mean 'support'/);
    for (const permission of [undefined, '', null, ['support']])
      await expect(sue.actAs('bob', permission as never)).rejects.toThrow();
  });

  it('refuses what is no user id, an unknown option, and claims of the library', async () => {
    const sue = await support(setUp(OPTIONS));
    for (const id of [undefined, null, '', {}, Number.NaN, true])
      await expect(sue.actAs(id as never, 'support')).rejects.toThrow(TypeError);
    await expect(sue.actAs('bob', 'support', { expires: 1 } as never)).rejects.toThrow(TypeError);
    for (const name of ['act', 'lim', 'sid', 'exp'])
      await expect(sue.actAs('bob', 'support', { claims: { [name]: {} } })).rejects.toThrow(
        TypeError,
      );
  });

  it('has claims that a schema requires', async () => {
    const claims = z.looseObject({ tenant: z.string().optional() });
    const set = setUp({ ...OPTIONS, claims } as unknown as Partial<SecurityOptions>);
    const token = await (await support(set)).actAs('bob', 'support', { claims: { tenant: 'a' } });
    expect(claimsIn(token)['tenant']).toBe('a');
    await expect(
      (await support(set)).actAs('bob', 'support', { claims: { tenant: 7 } }),
    ).rejects.toThrow(/createSecurity would reject the token/);
  });

  it('lasts no longer than the token and the session of the actor', async () => {
    const set = setUp(OPTIONS);
    const sue = await support(set);
    set.wait(3000);
    for (const expiration of ['never', '1d', undefined] as const)
      expect(claimsIn(await sue.actAs('bob', 'support', { expiration }))['exp']).toBe(NOW + 3600);
    const short = await sue.actAs('bob', 'support', { expiration: '5m' });
    expect(claimsIn(short)['exp']).toBe(NOW + 3300);
    const brief = setUp({ ...OPTIONS, policies: [cookiePolicy({ sessionLifetime: '10m' })] });
    expect(claimsIn(await (await support(brief)).actAs('bob', 'support'))['exp']).toBe(NOW + 600);
  });

  it('cannot be nested, and makes no other token', async () => {
    const set = setUp({
      ...OPTIONS,
      root: { acl: [[Allow, Everyone, AllPermissions]] },
    });
    const bob = await set.security.authenticate(
      bearer(await (await support(set)).actAs('bob', 'support')),
    );
    const refused = { code: 'permission_denied', status: 403 };
    await expect(bob.actAs('carl', 'support')).rejects.toMatchObject(refused);
    await expect(bob.createToken('bob')).rejects.toMatchObject(refused);
    expect(() => bob.remember('bob')).toThrow(expect.objectContaining(refused));
    const narrow = await set.security.createToken('sue', {}, { only: ['support'] });
    const sue = await set.security.authenticate(bearer(narrow));
    await expect(sue.actAs('bob', 'support')).rejects.toMatchObject(refused);
    const forwarded = claimsIn(await bob.forward({ audience: 'b', only: ['read'] }));
    expect(forwarded).toMatchObject({
      sub: 'bob',
      act: { sub: 'sue' },
      lim: { permissions: ['read'] },
    });
  });

  it('is in the log when it begins, and when it is used', async () => {
    const set = setUp(OPTIONS);
    const token = await (await support(set)).actAs('bob', 'support');
    expect(set.events.at(-1)).toMatchObject({
      event: 'acting_begun',
      actor: 'sue',
      actorIssuer: null,
      userId: 'bob',
    });
    await set.security.authenticate(bearer(token, { url: '/pay?x=1' }));
    expect(set.events.at(-1)).toMatchObject({
      event: 'acting_used',
      actor: 'sue',
      actorIssuer: null,
      userId: 'bob',
      method: 'GET',
      path: '/pay',
    });
    expect(JSON.stringify(set.events)).not.toContain(token);
  });
});

describe('a token of an actor', () => {
  it.each([
    ['denylist', denylist],
    ['allowlist', allowlist],
  ] as const)('ends with what it depends on, by %s', async (_name, list) => {
    const ends: Record<string, (set: SetUp, sue: AuthContext, token: string) => Promise<unknown>> =
      {
        'the session of the actor': ({ security }, sue) =>
          security.revokeSession(sue.session?.id as string),
        'the actor': ({ security }) => security.revokeUser('sue'),
        'the user': ({ security }) => security.revokeUser('bob'),
        everyone: ({ security }) => security.revokeAll(),
        'the token': ({ security }, _sue, token) => security.revokeToken(token),
        'the logout of the actor': (_set, sue) => sue.revoke(),
      };
    for (const [what, end] of Object.entries(ends)) {
      const set = revocable(OPTIONS, list);
      const sue = await support(set);
      const token = await sue.actAs('bob', 'support');
      const ended: string[] = [];
      const auth = await set.security.authenticate(bearer(token));
      auth.onEnd((reason) => ended.push(reason));
      expect(await codeOf(set, token), what).toBe('bob');
      set.wait(5);
      await end(set, sue, token);
      expect(await codeOf(set, token), what).toBe('token_revoked');
      await new Promise((done) => void setImmediate(done));
      expect(ended, what).toEqual(['revoked']);
    }
  });

  it('ends with the token of an actor that has no session', async () => {
    const set = revocable(OPTIONS, allowlist);
    const own = await set.security.createToken('sue');
    const sue = await set.security.authenticate(bearer(own));
    const token = await sue.actAs('bob', 'support');
    expect(await codeOf(set, token)).toBe('bob');
    await set.security.revokeToken(own);
    expect(await codeOf(set, token)).toBe('token_revoked');
  });

  it('may begin after the user was logged out everywhere', async () => {
    const set = revocable(OPTIONS);
    const sue = await support(set);
    set.wait(60);
    await set.security.revokeUser('bob');
    expect(await codeOf(set, await sue.actAs('bob', 'support'))).toBe('bob');
  });

  it('is ended by its own context, and the session of the actor goes on', async () => {
    const set = revocable(OPTIONS);
    const cookie = await login(set, 'sue');
    const sue = await set.security.authenticate(view({ cookie }));
    const token = await sue.actAs('bob', 'support');
    await (await set.security.authenticate(bearer(token))).revoke();
    expect(await codeOf(set, token)).toBe('token_revoked');
    expect((await set.security.authenticate(view({ cookie }))).userId).toBe('sue');
  });

  it('keeps its principal when others end, and when the callback adds some', async () => {
    const until = new Date((NOW + 30) * 1000);
    const callback = () => ['role:a', { principal: 'role:day', until }, 'system.Acting'];
    const set = setUp({ ...OPTIONS, callback } as Partial<SecurityOptions>);
    const token = await (await support(set)).actAs('bob', 'support');
    const auth = await set.security.authenticate(bearer(token));
    const begin = [Everyone, Authenticated, user('bob'), 'role:a'];
    expect(auth.principals).toEqual([...begin, 'role:day', Acting]);
    set.wait(31);
    expect(auth.principals).toEqual([...begin, Acting]);
    const self = await set.security.authenticate(bearer(await set.security.createToken('bob')));
    expect(self.principals).toEqual(begin);
    expect(set.events.some(({ event }) => event === 'principal_dropped')).toBe(true);
  });

  it.each<unknown[]>([
    [null],
    ['sue'],
    [[]],
    [{}],
    [{ sub: null }],
    [{ sub: '' }],
    [{ sub: 'sue', act: { sub: 'eve' } }],
    [{ sub: 'sue', sid: 4 }],
    [{ sub: 'sue', iat: 'now' }],
    [{ sub: 'sue', constructor: 1 }],
  ])('is refused with the claim act %j', async (act) => {
    const set = setUp(OPTIONS);
    const token = handMade({ sub: 'bob', exp: NOW + 60, lim: {}, act }, LIMITED);
    expect(await codeOf(set, token)).toBe('token_claims_invalid');
  });

  it('names the issuer of the actor, where two issuers have users with one id', async () => {
    const more = { limits: true, userId: () => 'bob' } as const;
    const set = ownAndOthers({}, { issuers: [issuerOf('a', more), issuerOf('b', more)] });
    const actorBy = async (name: string) => {
      const claims = { act: { sub: 'sue' }, lim: {} };
      const auth = await set.security.authenticate(
        bearer(tokenBy(name, claims, { typ: 'limited+jwt' })),
      );
      return [auth.userId, auth.actor];
    };
    expect(await actorBy('a')).toEqual(['bob', { userId: 'sue', issuer: 'a' }]);
    expect(await actorBy('b')).toEqual(['bob', { userId: 'sue', issuer: 'b' }]);
    expect(set.events.at(-1)).toMatchObject({
      event: 'acting_used',
      actor: 'sue',
      actorIssuer: 'b',
      reason: 'The user "sue" of the issuer b acts as "bob".',
    });
  });

  it('is none if an access token has a claim act, as that of another service may', async () => {
    const set = setUp(OPTIONS);
    const token = handMade({ sub: 'bob', exp: NOW + 60, act: { sub: 'sue', act: {} } });
    const auth = await set.security.authenticate(bearer(token));
    expect([auth.userId, auth.actor, auth.principals.includes(Acting)]).toEqual([
      'bob',
      null,
      false,
    ]);
  });
});

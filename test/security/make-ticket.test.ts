import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  Acting,
  Allow,
  allowlist,
  ConfigurationError,
  cookiePolicy,
  Deny,
  denylist,
  Everyone,
  headerPolicy,
  memoryStore,
  ticketPolicy,
  user,
} from '../../src/index.ts';
import type { AuthContext, Resource, Security, SecurityOptions } from '../../src/index.ts';
import { others, ownAndOthers, tokenBy } from '../support/providers.ts';
import { bearer, cookieFrom, handMade, NOW, post, setUp, view } from '../support/security.ts';

const root: Resource = {
  name: 'site',
  acl: [
    [Allow, user('alice'), ['read', 'edit']],
    [Allow, Everyone, 'see'],
  ],
};
const report: Resource = { name: 'report:7', parent: root };
const chart: Resource = { name: 'chart:1', parent: report };
const cookies = cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' });
const policies = [headerPolicy(), ticketPolicy(), cookies];

function make(options: Partial<SecurityOptions> = {}) {
  return setUp({ root, policies, ...options });
}

function withStore(list: typeof denylist = denylist) {
  return make({ revocation: list(memoryStore({ clock: () => NOW * 1000 })) });
}

async function authOf(security: Security, token?: string): Promise<AuthContext> {
  return security.authenticate(bearer(token ?? (await security.createToken('alice'))));
}

async function loggedIn(security: Security, options?: object) {
  const login = await security.authenticate(post());
  await login.remember('alice', {}, options);
  const cookie = cookieFrom(login.take(200));
  return { cookie, auth: await security.authenticate(view({ cookie })) };
}

function use(
  security: Security,
  ticket: string,
  method = 'GET',
): Promise<AuthContext> | AuthContext {
  return security.authenticate(view({}, { method, url: `/?ticket=${ticket}` }));
}

function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

describe('auth.ticket', () => {
  it('makes a ticket of one permission on one resource, for half a minute', async () => {
    const { security, wait } = make();
    const ticket = await (await authOf(security)).ticket('read', report);
    expect(claimsOf(ticket)).toMatchObject({
      sub: 'alice',
      lim: { permissions: ['read'], resource: 'report:7' },
      iat: NOW,
      exp: NOW + 30,
    });
    const auth = await use(security, ticket);
    expect(auth.limits).toEqual({ permissions: ['read'], resource: 'report:7', uses: null });
    expect([report, chart, root].map((at) => auth.permits('read', at))).toEqual([
      true,
      true,
      false,
    ]);
    expect([auth.permits('edit', report), auth.permits('see', report)]).toEqual([false, false]);
    wait(30);
    expect((await use(security, ticket)).failure?.code).toBe('token_expired');
  });

  it('opens its page as often as it is asked for without uses', async () => {
    const { security } = make();
    const ticket = await (await authOf(security)).ticket('read', report);
    for (let time = 0; time < 5; time++) expect((await use(security, ticket)).userId).toBe('alice');
  });

  it('opens it once with uses: 1, which its store counts', async () => {
    const { security } = withStore();
    const ticket = await (await authOf(security)).ticket('read', report, { uses: 1 });
    expect((await use(security, ticket)).permits('read', report)).toBe(true);
    const again = await use(security, ticket);
    expect([again.permits('read', report), again.failure?.code]).toEqual([false, 'token_revoked']);
    await security.close();
    await expect(
      (await authOf(make().security)).ticket('read', report, { uses: 1 }),
    ).rejects.toThrow(ConfigurationError);
  });

  it('is refused as require refuses: not granted, anonymous, missing', async () => {
    const { security } = make();
    const alice = await authOf(security);
    const anonymous = await security.authenticate(view());
    for (const [auth, permission, resource, code] of [
      [alice, 'delete', report, 'permission_denied'],
      [alice, 'read', null, 'resource_missing'],
      [alice, 'read', undefined, 'resource_missing'],
      [anonymous, 'read', report, 'credentials_missing'],
      // The ACL allows everyone, and a ticket is that of a user.
      [anonymous, 'see', report, 'credentials_missing'],
    ] as const)
      await expect(auth.ticket(permission, resource as Resource)).rejects.toMatchObject({ code });
    const { security: closed } = make({ permissions: ['read', 'edit', 'see'] });
    await expect((await authOf(closed)).ticket('raed', report)).rejects.toThrow(/did you mean/i);
  });

  it('asks for the resource if none is passed, and refuses one that was not found', async () => {
    const { security, events } = make();
    const asking = [await authOf(security), await security.authenticate(view())];
    const ticketOf = async (auth: AuthContext, ...args: unknown[]) =>
      (auth.ticket as (...all: unknown[]) => Promise<string>)(...args);
    for (const auth of asking)
      for (const args of [['read'], []])
        await expect(ticketOf(auth, ...args)).rejects.toThrow(
          new TypeError(
            'auth.ticket lacks the resource that the ticket opens: write auth.ticket("read", report).',
          ),
        );
    expect(events).toEqual([]);
    for (const none of [null, undefined])
      await expect(ticketOf(asking[0] as AuthContext, 'read', none)).rejects.toMatchObject({
        code: 'resource_missing',
        status: 404,
      });
    await expect(ticketOf(asking[0] as AuthContext, 'read', { uses: 1 })).rejects.toThrow(
      /no name of its own/,
    );
  });

  it('refuses a resource without a name of its own', async () => {
    const { security } = make();
    const auth = await authOf(security);
    class Report {
      readonly parent = root;
      get name(): string {
        return 'report:7';
      }
    }
    for (const odd of [
      { parent: root },
      { parent: root, name: '' },
      { parent: root, name: 7 as never },
      Object.create(report) as Resource,
      new Report(),
    ])
      await expect(auth.ticket('read', odd)).rejects.toThrow(/no name of its own/);
    expect(claimsOf(await auth.ticket('read', root))['lim']).toMatchObject({ resource: 'site' });
  });

  it('refuses options that are wrong', async () => {
    const { security } = withStore();
    const auth = await authOf(security);
    for (const options of [
      { expiration: 'never' },
      { expiration: null },
      { expiration: 0 },
      { expiration: -5 },
      { expiration: 0.5 },
      { expiration: Number.NaN },
      { expiration: '30 seconds ago' },
      { uses: 0 },
      { uses: 1.5 },
      { uses: '1' },
      { uses: null },
      { uses: undefined },
      { uses: Number.POSITIVE_INFINITY },
      { use: 1 },
      { audience: 'files' },
    ])
      await expect(auth.ticket('read', report, options as object)).rejects.toThrow(TypeError);
    await security.close();
  });

  it('ends with the token of the request at the latest', async () => {
    const { security } = make();
    const short = await security.createToken('alice', {}, { expiration: 10 });
    const long = { expiration: '1h' } as const;
    const ticket = await (await authOf(security, short)).ticket('read', report, long);
    expect(claimsOf(ticket)['exp']).toBe(NOW + 10);
    const next = await use(security, ticket);
    expect(claimsOf(await next.ticket('read', chart, long))['exp']).toBe(NOW + 10);
    const aged = make({ maxTokenAge: 40, expiration: 'never', audit: 'off' } as object);
    const old = handMade({ sub: 'alice', iat: NOW - 35 });
    const made = await (await authOf(aged.security, old)).ticket('read', report, long);
    expect(claimsOf(made)['exp']).toBe(NOW + 5);
  });

  it('ends with the lifetime of the session of a cookie', async () => {
    const { security, wait } = make();
    const { cookie } = await loggedIn(security);
    wait(45);
    const renewing = await security.authenticate(view({ cookie }));
    const renewed = cookieFrom(renewing.take(200));
    wait(45);
    const auth = await security.authenticate(view({ cookie: renewed }));
    const ticket = await auth.ticket('read', report, { expiration: '10m' });
    expect(claimsOf(ticket)['exp']).toBe(NOW + 105);
    const lasting = make();
    const { auth: own } = await loggedIn(lasting.security, { lifetime: 20 });
    const bound = await own.ticket('read', report, { expiration: '10m' });
    expect(claimsOf(bound)['exp']).toBe(NOW + 20);
    expect(claimsOf(bound)).not.toHaveProperty('session_lifetime');
  });

  it.each([
    ['denylist', denylist],
    ['allowlist', allowlist],
  ])('ends with the session of its request, by a %s', async (_, list) => {
    for (const end of [
      (security: Security, sid: string) => security.revokeSession(sid),
      (security: Security) => security.revokeUser('alice'),
      (security: Security) => security.revokeAll(),
      async (security: Security, _sid: string, cookie: string) => {
        const logout = await security.authenticate(
          view({ cookie, 'sec-fetch-site': 'same-origin' }, { method: 'POST' }),
        );
        await logout.forget();
      },
    ]) {
      const { security } = withStore(list as typeof denylist);
      const { cookie, auth } = await loggedIn(security);
      const ticket = await auth.ticket('read', report);
      expect((await use(security, ticket)).userId).toBe('alice');
      await end(security, auth.session?.id ?? '', cookie);
      expect((await use(security, ticket)).failure?.code).toBe('token_revoked');
      await security.close();
    }
  });

  it.each([
    ['denylist', denylist],
    ['allowlist', allowlist],
  ])('works without a session, and can be revoked itself, by a %s', async (_, list) => {
    const { security } = withStore(list as typeof denylist);
    const auth = await authOf(security);
    const [ticket, other] = [await auth.ticket('read', report), await auth.ticket('read', report)];
    await security.revokeToken(ticket);
    expect((await use(security, ticket)).failure?.code).toBe('token_revoked');
    expect((await use(security, other)).userId).toBe('alice');
    await security.revokeUser('alice');
    expect((await use(security, other)).failure?.code).toBe('token_revoked');
    await security.close();
  });

  it('keeps what callback, schema and freshness read, and nothing of a cookie', async () => {
    const set = make({
      callback: (_, { claims }) => [`role:${String((claims as { role?: unknown }).role)}`],
      requiredClaims: ['role'],
      root: { acl: [[Allow, 'role:editor', 'read']] },
      audience: 'site',
      issuer: 'https://own.example.com',
    });
    const { security } = set;
    const page: Resource = { name: 'page', acl: [[Allow, 'role:editor', 'read']] };
    const token = await security.createToken('alice', { role: 'editor', acr: 'mfa' });
    set.wait(20);
    const ticket = await (await authOf(security, token)).ticket('read', page);
    const claims = claimsOf(ticket);
    expect(claims).toMatchObject({ role: 'editor', acr: 'mfa', aud: 'site', auth_time: NOW });
    const auth = await use(security, ticket);
    auth.require('read', page, { maxAuthAge: '25s', acr: 'mfa' });
    expect(() => auth.require('read', page, { maxAuthAge: '10s' })).toThrow();
    const login = await security.authenticate(post());
    await login.remember('alice', { role: 'editor' }, { persistent: false });
    const session = await security.authenticate(view({ cookie: cookieFrom(login.take(200)) }));
    const kept = claimsOf(await session.ticket('read', page));
    expect(kept['sid']).toBe(session.session?.id);
    for (const name of ['cookie_persistent', 'cookie_domains', 'session_lifetime'])
      expect(kept).not.toHaveProperty(name);
    expect(kept['jti']).not.toBe(session.claims?.jti);
  });

  it('is never wider than the limits of the token that asks for it', async () => {
    const { security } = withStore();
    const limited = async (lim: object): Promise<AuthContext> =>
      authOf(
        security,
        handMade(
          { sub: 'alice', iat: NOW + 1, exp: NOW + 60, jti: `j-${Math.random()}`, lim },
          { alg: 'HS512', typ: 'limited+jwt' },
        ),
      );
    const reads = await limited({ permissions: ['read'] });
    expect((await use(security, await reads.ticket('read', report))).userId).toBe('alice');
    await expect(reads.ticket('edit', report)).rejects.toMatchObject({ code: 'permission_denied' });
    const inReport = await limited({ resource: 'report:7' });
    expect(claimsOf(await inReport.ticket('read', chart))['lim']).toMatchObject({
      resource: 'chart:1',
    });
    await expect(inReport.ticket('read', root)).rejects.toMatchObject({
      code: 'permission_denied',
    });
    // A ticket of a counted token could be used beside it.
    const counted = await limited({ uses: 5 });
    await expect(counted.ticket('read', report, { uses: 1 })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const ticket = await (await authOf(security)).ticket('read', report);
    const again = await use(security, ticket);
    await expect(again.ticket('edit', report)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(claimsOf(await again.ticket('read', chart))['lim']).toEqual({
      permissions: ['read'],
      resource: 'chart:1',
    });
    await security.close();
  });

  it('ends with the session of a cookie that holds an access token', async () => {
    const { security } = make({
      expiration: '1h',
      policies: [
        ticketPolicy(),
        cookiePolicy({ accepts: ['session', 'access'], sessionLifetime: '2m', cookieName: 'own' }),
      ],
    });
    const cookie = `own=${await security.createToken('alice')}`;
    const auth = await security.authenticate(view({ cookie }));
    const ticket = await auth.ticket('read', report, { expiration: '10m' });
    expect(claimsOf(ticket)['exp']).toBe(NOW + 120);
  });

  it('is refused for a token of a user that is not known', async () => {
    const { security } = make({ callback: () => null });
    const auth = await authOf(security);
    await expect(auth.ticket('see', report)).rejects.toMatchObject({ code: 'user_unknown' });
  });

  it('is refused if the schema would refuse the ticket', async () => {
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (claims: unknown) =>
          Object.hasOwn(claims as object, 'lim')
            ? { issues: [{ message: 'unknown', path: ['lim'] }] }
            : { value: claims },
      },
    };
    const { security } = make({ claims: schema as never });
    const auth = await authOf(security);
    await expect(auth.ticket('read', report)).rejects.toThrow(/would reject the token/);
  });

  it('keeps who acts for the user, and ends with the login of the actor', async () => {
    const desk: Resource = {
      name: 'desk',
      acl: [
        [Deny, Acting, 'edit'],
        [Allow, user('alice'), ['read', 'edit']],
        [Allow, user('support'), 'support'],
      ],
    };
    const { security } = make({
      root: desk,
      revocation: denylist(memoryStore({ clock: () => NOW * 1000 })),
    });
    const login = await security.authenticate(post());
    await login.remember('support');
    const support = await security.authenticate(view({ cookie: cookieFrom(login.take(200)) }));
    const acting = await authOf(security, await support.actAs('alice', 'support'));
    await expect(acting.ticket('edit', desk)).rejects.toMatchObject({ code: 'permission_denied' });
    const ticket = await acting.ticket('read', desk);
    const auth = await use(security, ticket);
    expect([auth.userId, auth.actor, auth.permits('read', desk)]).toEqual([
      'alice',
      { userId: 'support', issuer: null },
      true,
    ]);
    await security.revokeSession(support.session?.id ?? '');
    expect((await use(security, ticket)).failure?.code).toBe('token_revoked');
    await security.close();
  });

  it('makes none of a token of another issuer, and takes none from one', async () => {
    const { security } = ownAndOthers(
      { limits: true, userId: ({ sub }) => sub as string },
      { root, policies },
    );
    const auth = await authOf(security, tokenBy('a'));
    expect([auth.issuer, auth.userId]).toEqual(['a', 'alice']);
    await expect(auth.ticket('read', report)).rejects.toThrow(/of the issuer a/);
    const lim = { permissions: ['read'], resource: 'report:7' };
    for (const typ of ['ticket+jwt', 'limited+jwt'])
      expect((await use(security, tokenBy('a', { lim }, { typ }))).failure?.code).toBe(
        'token_type_refused',
      );
    expect(() => others({}, { policies: [ticketPolicy()] })).toThrow(
      'no key makes or verifies any: leave it out',
    );
  });

  it('needs a key that signs', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const signs = make({ privateKey: pair.privateKey, algorithm: 'ES256' });
    const token = await signs.security.createToken('alice');
    const { security } = make({
      privateKey: undefined,
      publicKey: pair.publicKey,
      algorithm: 'ES256',
      policies: [headerPolicy(), ticketPolicy()],
    });
    const auth = await authOf(security, token);
    await expect(auth.ticket('read', report)).rejects.toThrow(ConfigurationError);
  });
});

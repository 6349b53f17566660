import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  Allow,
  AuthError,
  Authenticated,
  cookiePolicy,
  Everyone,
  headerPolicy,
} from '../../src/index.ts';
import type { AuthContext, Resource, SecurityOptions } from '../../src/index.ts';
import { aclFor, owner } from '../../src/query.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { UntypedContext } from '../../src/security/auth-context.ts';
import { contextOf, wiringOf } from '../../src/security/internals.ts';
import type { RequestAuth } from '../../src/security/request-auth.ts';
import {
  authFor,
  bearer,
  claimsIn,
  cookieFrom,
  login,
  NOW,
  post,
  setCookies,
  setUp,
  sliding,
  thrownBy,
  tokenIn,
  view,
} from '../support/security.ts';

const ROOT: Resource = {
  acl: [
    [Allow, Authenticated, 'view'],
    [Allow, 'user:alice', 'edit'],
  ],
};
const CLOSED: Resource = { acl: [] };
const ANYONE: Resource = { acl: [[Allow, Authenticated, 'x']] };

const alice = (options: Partial<SecurityOptions> = {}) =>
  authFor(setUp({ root: ROOT, ...options }));
const anonymous = async (options: Partial<SecurityOptions> = {}) =>
  setUp({ root: ROOT, ...options }).security.authenticate(view());
const refusalBy = (run: () => void) => thrownBy(run) as AuthError;

it('the class has every member of the public context, with its type', () => {
  expectTypeOf<RequestAuth>().toExtend<UntypedContext>();
});

describe('an auth context', () => {
  it('of a good token has its user, claims, principals, policy and issuer', async () => {
    expect(await alice()).toMatchObject({
      isAuthenticated: true,
      userId: 'alice',
      unauthenticatedUserId: 'alice',
      claims: { sub: 'alice', exp: NOW + 60 },
      principals: ['system.Everyone', 'system.Authenticated', 'user:alice'],
      failure: null,
      policy: 'header',
      issuer: null,
    });
  });

  it('of a request without a credential is anonymous and has no failure', async () => {
    expect(await anonymous()).toMatchObject({
      isAuthenticated: false,
      userId: null,
      unauthenticatedUserId: null,
      claims: null,
      principals: ['system.Everyone'],
      failure: null,
      policy: null,
      issuer: null,
    });
  });

  it('of a refused token is anonymous and says why', async () => {
    const set = setUp();
    const token = await set.security.createToken('alice');
    set.wait(60);
    expect(await set.security.authenticate(bearer(token))).toMatchObject({
      isAuthenticated: false,
      userId: null,
      claims: null,
      principals: ['system.Everyone'],
      failure: { ok: false, code: 'token_expired', reason: expect.any(String) },
      policy: 'header',
    });
  });

  it.each([
    ['a user', alice],
    ['an anonymous request', anonymous],
  ])('of %s has a frozen list of principals, the same at each reading', async (_, contextOf) => {
    const auth = await contextOf();
    expect(Object.isFrozen(auth.principals)).toBe(true);
    expect(auth.principals).toBe(auth.principals);
  });

  it('is narrowed by isAuthenticated', async () => {
    const auth: AuthContext = await alice();
    if (!auth.isAuthenticated) throw new Error('anonymous');
    expectTypeOf(auth.userId).toEqualTypeOf<string | number>();
    expect([auth.userId, auth.claims.sub]).toEqual(['alice', 'alice']);
  });
});

describe('permits and decide', () => {
  it('ask the root if no resource is named', async () => {
    const auth = await alice();
    expect([auth.permits('edit'), auth.permits('delete')]).toEqual([true, false]);
    expect(auth.decide('edit')).toMatchObject({ allowed: true, resource: ROOT });
  });

  it('ask the resource that is named', async () => {
    const auth = await alice();
    expect([auth.permits('edit', CLOSED), auth.decide('edit', CLOSED).allowed]).toEqual([
      false,
      false,
    ]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('take a resource that is %s for a missing one, not for the root', async (_, missing) => {
    const auth = await alice();
    expect([auth.permits('edit', missing), auth.decide('edit', missing).allowed]).toEqual([
      false,
      false,
    ]);
  });

  it('explain a decision to the server', async () => {
    const { reason } = (await alice()).decide('edit');
    expect(reason).toMatch(/^Allowed: ACE 2 of the acl/);
  });

  it('grant no role to a user whose id spells it', async () => {
    const set = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    expect((await authFor(set, 'role:admin')).permits('edit')).toBe(false);
  });
});

describe('require', () => {
  it('throws nothing if the permission is granted', async () => {
    const auth = await alice();
    expect(() => auth.require('edit')).not.toThrow();
  });

  it('throws permission_denied 403 for a user, with the sentence of the decision as reason', async () => {
    const auth = await alice();
    const error = refusalBy(() => auth.require('delete'));
    expect(error).toMatchObject({
      code: 'permission_denied',
      status: 403,
      headers: { 'WWW-Authenticate': 'Bearer realm="api", error="insufficient_scope"' },
    });
    expect(error.reason).toBe(auth.decide('delete').reason);
  });

  it('throws credentials_missing 401 for a request without a credential', async () => {
    const auth = await anonymous();
    expect(refusalBy(() => auth.require('edit'))).toMatchObject({
      code: 'credentials_missing',
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="api"' },
    });
  });

  it('throws the code of a refused credential, with invalid_token', async () => {
    const auth = await setUp({ root: ROOT }).security.authenticate(bearer('x.y.z'));
    expect(refusalBy(() => auth.require('edit'))).toMatchObject({
      code: 'token_malformed',
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="api", error="invalid_token"' },
    });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('throws resource_missing 404 for a user if the resource is %s', async (_, missing) => {
    const auth = await alice();
    expect(refusalBy(() => auth.require('edit', missing))).toMatchObject({
      code: 'resource_missing',
      status: 404,
    });
  });

  it('throws 401 for an anonymous request if the resource is missing: it does not learn that', async () => {
    const auth = await anonymous();
    expect(refusalBy(() => auth.require('edit', undefined)).status).toBe(401);
  });

  it('evaluates the ACL once, so that its reason never contradicts its answer', async () => {
    let asked = 0;
    const fickle: Resource = {
      acl: () => (asked++ === 0 ? [] : [[Allow, Everyone, 'edit']]),
    };
    const auth = await alice();
    const error = refusalBy(() => auth.require('edit', fickle));
    expect([error.status, asked]).toEqual([403, 1]);
    expect(error.reason).toMatch(/^Denied:/);
  });

  it('shows the ACL neither in the message nor in the response', async () => {
    const auth = await alice({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    const error = refusalBy(() => auth.require('edit'));
    const shown = `${error.message} ${JSON.stringify(error)} ${await error.toResponse().text()}`;
    expect(shown).not.toMatch(/role:admin|acl|edit|user:|alice/);
  });

  it('throws what the framework wants thrown', async () => {
    class HttpError extends Error {}
    const auth = await authFor(setUp({ root: ROOT }), 'alice', {
      thrown: ({ code }) => new HttpError(code),
    });
    expect(thrownBy(() => auth.require('delete'))).toEqual(new HttpError('permission_denied'));
  });

  it('throws an AuthError of an ACL function as the framework wants it', async () => {
    class HttpError extends Error {}
    const acl = (): never => {
      throw new AuthError('store_unavailable');
    };
    const auth = await authFor(setUp({ root: { acl } }), 'alice', {
      thrown: ({ code }) => new HttpError(code),
    });
    expect(thrownBy(() => auth.require('edit'))).toEqual(new HttpError('store_unavailable'));
  });

  it('throws an error of an ACL function as it is, and an Error for a null', async () => {
    const acl = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- null must not read as "permitted"
      throw null;
    };
    const auth = await alice({ root: { acl } });
    expect(thrownBy(() => auth.require('edit'))).toMatchObject({ cause: null });
  });
});

describe('list', () => {
  const reportAcl = aclFor<{ id: number; ownerId: string }>()([
    [Allow, owner('ownerId'), ['view', 'edit']],
  ]);

  it('returns which rows the user may use, from a template', async () => {
    const own = (await alice()).list(reportAcl, 'edit');
    expect(own).toMatchObject({ column: 'ownerId', values: ['alice'] });
    expect((await anonymous()).list(reportAcl, 'edit')).toBe('none');
  });
});

describe('with the option permissions', () => {
  const NAMES = ['view', 'edit', 'delete'] as const;
  const auth = async () => alice({ permissions: NAMES });

  it('permissions returns those that are granted, in the order of the option', async () => {
    expect((await auth()).permissions()).toEqual(['view', 'edit']);
  });

  it('permissions asks the resource that is named', async () => {
    const context = await auth();
    expect(context.permissions({ acl: [[Allow, Everyone, 'delete']] })).toEqual(['delete']);
    expect([context.permissions(CLOSED), context.permissions(undefined)]).toEqual([[], []]);
  });

  it.each([
    ['permits', (context: AuthContext) => context.permits('veiw')],
    ['decide', (context: AuthContext) => context.decide('veiw')],
    ['require', (context: AuthContext) => context.require('veiw')],
    ['list', (context: AuthContext) => context.list(aclFor<object>()([]), 'veiw')],
  ] as const)('%s rejects an unknown name and suggests the nearest', async (_, ask) => {
    const context = await auth();
    expect(() => ask(context)).toThrow(ConfigurationError);
    expect(() => ask(context)).toThrow("did you mean 'view'?");
  });

  it('permissions needs the option', async () => {
    const context = await alice();
    expect(() => context.permissions()).toThrow(/needs the option permissions/);
  });
});

describe('take', () => {
  it('returns the headers once, then an empty list', async () => {
    const auth = await alice();
    expect(auth.take(200)).toEqual([['Vary', 'Authorization']]);
    expect([auth.take(200), auth.take(404)]).toEqual([[], []]);
  });

  it('sets the cookie of a renewal once', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const auth = await set.security.authenticate(view({ cookie }));
    expect(setCookies(auth.take(200))).toHaveLength(1);
    expect(auth.take(200)).toEqual([]);
  });

  it('drops a login on an error, and keeps a logout', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const loggedIn = await set.security.authenticate(post());
    await loggedIn.remember('alice');
    expect(setCookies(loggedIn.take(500))).toEqual([]);
    const loggedOut = await set.security.authenticate(post());
    await loggedOut.forget();
    expect(setCookies(loggedOut.take(500))).toHaveLength(1);
  });

  it.each(['remember', 'forget'] as const)(
    'makes a later %s throw: its cookie could not be sent',
    async (method) => {
      const auth = await setUp({ policies: [cookiePolicy()] }).security.authenticate(post());
      auth.take(200);
      const late = () => void auth[method]('alice' as never);
      expect(late).toThrow(ConfigurationError);
      expect(late).toThrow(`${method} was called after the response headers were written`);
    },
  );

  it('renews no session after keepCookie, and sets the cookie of a login before it', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const kept = await set.security.authenticate(view({ cookie }));
    kept.keepCookie();
    expect(setCookies(kept.take(200))).toEqual([]);
    const loggedIn = await set.security.authenticate(view({ cookie }));
    await loggedIn.remember('bob');
    loggedIn.keepCookie();
    expect(setCookies(loggedIn.take(200))).toHaveLength(1);
  });

  it('lets a later keepCookie do nothing', async () => {
    const auth = await alice();
    auth.take(200);
    expect(() => auth.keepCookie()).not.toThrow();
  });
});

describe('a request whose method changes after authenticate', () => {
  const FORGED = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  const asked = async (fields: object, method = 'GET') => {
    const set = sliding({ sameSite: 'none' });
    const cookie = await login(set);
    const request = { ...view({ ...fields, cookie }), method };
    const auth = await set.security.authenticate(request);
    const change = (next: string) => void (request.method = next);
    return { auth, change, events: set.events };
  };

  it('becomes anonymous in all its members if another site sent it', async () => {
    const { auth, change, events } = await asked(FORGED);
    expect([auth.userId, auth.principals.length, auth.permits('x', ANYONE)]).toEqual([
      'alice',
      3,
      true,
    ]);
    change('DELETE');
    expect([
      auth.isAuthenticated,
      auth.userId,
      auth.unauthenticatedUserId,
      auth.claims,
      auth.principals,
      auth.failure?.code,
      auth.permits('x', ANYONE),
      auth.decide('x', ANYONE).allowed,
    ]).toEqual([
      false,
      null,
      null,
      null,
      ['system.Everyone'],
      'cross_origin_refused',
      false,
      false,
    ]);
    expect(events.filter(({ event }) => event === 'authentication_refused')).toHaveLength(1);
  });

  it('keeps no principal that ends by itself', async () => {
    const set = setUp({
      policies: [cookiePolicy({ sameSite: 'none', sessionLifetime: '1h' })],
      callback: () => [{ principal: 'role:a', until: new Date((NOW + 30) * 1000) }],
    });
    const request = { ...view({ ...FORGED, cookie: await login(set) }), method: 'GET' };
    const auth = await set.security.authenticate(request);
    expect(auth.principals).toContain('role:a');
    request.method = 'DELETE';
    expect(auth.principals).toEqual(['system.Everyone']);
  });

  it.each(['permits', 'decide', 'require', 'userId', 'claims'] as const)(
    'is checked again before %s answers',
    async (member) => {
      const { auth, change } = await asked(FORGED);
      change('POST');
      if (member === 'require')
        expect(thrownBy(() => auth.require('x', ANYONE))).toMatchObject({
          code: 'cross_origin_refused',
          status: 403,
        });
      else if (member === 'permits') expect(auth.permits('x', ANYONE)).toBe(false);
      else if (member === 'decide') expect(auth.decide('x', ANYONE).allowed).toBe(false);
      else expect(auth[member]).toBeNull();
    },
  );

  it('keeps its user if it comes from a page of the same origin', async () => {
    const { auth, change } = await asked({ 'sec-fetch-site': 'same-origin' }, 'POST');
    change('DELETE');
    expect([auth.userId, auth.failure]).toEqual(['alice', null]);
  });

  it('keeps its user if it only becomes another safe method', async () => {
    const { auth, change } = await asked(FORGED);
    change('HEAD');
    expect(auth.userId).toBe('alice');
  });

  it('keeps an earlier failure', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(1000);
    const request = { ...view({ ...FORGED, cookie }), method: 'GET' };
    const auth = await set.security.authenticate(request);
    request.method = 'POST';
    expect(auth.failure?.code).toBe('token_expired');
  });
});

describe('remember and forget', () => {
  const cookieSet = () => setUp({ policies: [headerPolicy(), cookiePolicy()] });

  it('set and clear the cookie', async () => {
    const { security } = cookieSet();
    const auth = await security.authenticate(post());
    await auth.remember('bob', { roles: ['a'] }, { expiration: '5m' });
    expect(claimsIn(tokenIn(cookieFrom(auth.take(200))))).toMatchObject({
      sub: 'bob',
      roles: ['a'],
      exp: NOW + 300,
    });
    const later = await security.authenticate(post());
    await later.forget();
    expect(setCookies(later.take(200))).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it.each([
    ['a string', 'admin'],
    ['a list', ['admin']],
  ])('remember throws a TypeError for claims that are %s', async (_, claims) => {
    const auth = await cookieSet().security.authenticate(post());
    expect(() => auth.remember('bob', claims as never)).toThrow(TypeError);
    expect(setCookies(auth.take(200))).toEqual([]);
  });

  it('remember throws what the framework wants thrown, but its own mistakes as they are', async () => {
    class HttpError extends Error {}
    const thrown = ({ code }: AuthError) => new HttpError(code);
    const foreignSite = { ...post({ 'sec-fetch-site': 'cross-site' }), thrown };
    const auth = await cookieSet().security.authenticate(foreignSite);
    expect(thrownBy(() => auth.remember('bob'))).toEqual(new HttpError('cross_origin_refused'));
    const own = await cookieSet().security.authenticate({ ...post(), thrown });
    expect(thrownBy(() => own.remember('bob', {}, { domains: ['evil.example'] }))).toBeInstanceOf(
      ConfigurationError,
    );
  });

  it('createToken makes a token of the same security', async () => {
    const { security } = cookieSet();
    const token = await (await security.authenticate(view())).createToken('bob', { x: 1 });
    expect(claimsIn(token)).toMatchObject({ sub: 'bob', x: 1, exp: NOW + 60 });
    expect((await security.verifyToken(token)).ok).toBe(true);
  });
});

describe('for adapters', () => {
  const silent = () => setUp({ policies: [headerPolicy({ vary: false })] });

  it('isOf tells the contexts of two securities apart', async () => {
    const [one, other] = [setUp().security, setUp().security];
    const context = contextOf(await one.authenticate(view()));
    expect([context.isOf(wiringOf(one)), context.isOf(wiringOf(other))]).toEqual([true, false]);
  });

  it('leavesResponseAlone is true if there is no header to write', async () => {
    expect(contextOf(await authFor(silent())).leavesResponseAlone).toBe(true);
    expect(contextOf(await alice()).leavesResponseAlone).toBe(false);
  });

  it('leavesResponseAlone is false if a session is renewed', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const auth = await set.security.authenticate(view({ cookie }));
    expect(contextOf(auth).leavesResponseAlone).toBe(false);
  });

  it.each(['remember', 'forget'] as const)(
    'attachLater is called once, with its target, at the first %s',
    async (method) => {
      const { security } = setUp({ policies: [headerPolicy({ vary: false }), cookiePolicy()] });
      const context = contextOf(await authFor({ security }));
      const calls: unknown[] = [];
      const target = {};
      context.attachLater((...args) => calls.push(args) > 0, target);
      expect([calls, context.leavesResponseAlone]).toEqual([[], true]);
      void context[method]('alice');
      void context[method]('alice');
      expect(calls).toEqual([[target, context]]);
    },
  );

  it('attachLater is not called if no cookie is changed', async () => {
    const context = contextOf(await authFor(silent()));
    const calls: unknown[] = [];
    context.attachLater(() => calls.push(1) > 0, {});
    context.keepCookie();
    context.take(200);
    expect(calls).toEqual([]);
  });

  it('onRefused is null until authenticate keeps one', async () => {
    expect(contextOf(await alice()).onRefused).toBeNull();
  });

  it('thrownFor leaves an error alone that is no AuthError', async () => {
    const auth = await authFor(setUp(), 'alice', { thrown: () => 'replaced' });
    const error = new Error('mine');
    expect(contextOf(auth).thrownFor(error)).toBe(error);
    expect(contextOf(auth).thrownFor(new AuthError('token_expired'))).toBe('replaced');
  });
});

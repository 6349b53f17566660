import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Allow, AuthError, ConfigurationError, cookiePolicy, createSecurity, headerPolicy } from '../../src/index.ts';
import type { AuthContext, RequestView, SecurityOptions } from '../../src/index.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const START = 1_700_000_000_000;

function setUp(options: Partial<SecurityOptions> = {}) {
  let now = START;
  const logged: object[] = [];
  const logger = { warn: (details: object) => void logged.push(details), error: (details: object) => void logged.push(details) };
  const security = createSecurity({ privateKey: secret, expiration: '1m', clock: () => now, logger, ...options });
  return { security, logged, wait: (seconds: number) => void (now += seconds * 1000) };
}

function view(headers: Record<string, string | string[]> = {}, method = 'GET', secure = true): RequestView {
  return { method, secure, header: (name) => headers[name] };
}

const bearer = (token: string) => view({ authorization: `Bearer ${token}` });
const cookieOf = (auth: AuthContext): string => {
  const set = auth.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value);
  expect(set).toHaveLength(1);
  return (set[0] as string).split(';')[0] as string;
};
const claimsIn = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Record<string, unknown>;
const tokenIn = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);

/** A token as any other library would make it, signed by hand so that ours has no part in it. */
function handMade(claims: object, header: object = { alg: 'HS512', typ: 'JWT' }): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`;
}

const sliding = (options = {}) =>
  setUp({ expiration: '1m', policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '2m', ...options })] });

async function login(set: ReturnType<typeof setUp>, userId: string | number = 'alice', claims = {}): Promise<string> {
  const auth = await set.security.authenticate(view({}, 'POST'));
  await auth.remember(userId, claims);
  return cookieOf(auth);
}

describe('what was kept of the original, changed and added', () => {
  it('HS512, Authorization, leeway 0 and https only are the defaults; JWT and Bearer both work, Bearer is named first; the cookie is __Host-Authorization', async () => {
    const { security } = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const token = await security.createToken('alice');
    expect(JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString())).toEqual({ alg: 'HS512', typ: 'JWT' });
    for (const scheme of ['Bearer', 'JWT'])
      expect((await security.authenticate(view({ authorization: `${scheme} ${token}` }))).userId).toBe('alice');
    const auth = await security.authenticate(view({}, 'POST'));
    expect(() => auth.require('x')).toThrow(
      expect.objectContaining({ headers: expect.arrayContaining([['WWW-Authenticate', 'Bearer realm="api"']]) }),
    );
    await auth.remember('alice');
    const [, cookie] = auth.headers[0] as [string, string];
    expect(cookie).toMatch(/^__Host-Authorization=/);
    expect(cookie).toMatch(/; Secure/);
  });

  it('scheme and header names count in any case, and several schemes may be named', async () => {
    const { security } = setUp({ policies: [headerPolicy({ httpHeader: 'authorization', authType: ['Token', 'bearer'] })] });
    const token = await security.createToken('alice');
    for (const scheme of ['token', 'TOKEN', 'BEARER'])
      expect((await security.authenticate(view({ authorization: `${scheme} ${token}` }))).userId).toBe('alice');
  });

  it('sub keeps its type: a string or a safe integer, anything else is refused', async () => {
    const { security } = setUp();
    for (const id of ['4', 4, -1]) expect((await security.authenticate(bearer(await security.createToken(id)))).userId).toBe(id);
    for (const sub of [1.5, 2 ** 53, null, true, [], {}, '']) {
      expect((await security.authenticate(bearer(handMade({ sub })))).failure?.code).toBe('token_claims_invalid');
      await expect(security.createToken(sub as never)).rejects.toMatchObject({ code: 'token_claims_invalid' });
    }
  });

  it("for one token, undefined means the policy's expiration and audience, null or 'never' means none", async () => {
    const { security } = setUp({ audience: 'shop' });
    const made = async (options: object) => claimsIn(await security.createToken('a', {}, options));
    expect(await made({ expiration: undefined, audience: undefined })).toMatchObject({ exp: START / 1000 + 60, aud: 'shop' });
    expect(await made({ expiration: null })).not.toHaveProperty('exp');
    expect(await made({ expiration: 'never' })).not.toHaveProperty('exp');
    expect(await made({ audience: null })).not.toHaveProperty('aud');
    expect(await made({ expiration: '2h' })).toMatchObject({ exp: START / 1000 + 7200 });
    for (const expiration of [-1, 0, 'soon', Number.NaN])
      await expect(security.createToken('a', {}, { expiration })).rejects.toThrow(ConfigurationError);
  });

  it('a refused token leaves the request anonymous, failure says why, and a guard answers 401 invalid_token', async () => {
    const { security, wait, logged } = setUp();
    const token = await security.createToken('alice');
    wait(60);
    const auth = await security.authenticate(bearer(token));
    expect(auth).toMatchObject({
      isAuthenticated: false,
      userId: null,
      claims: null,
      principals: ['system.Everyone'],
      failure: { code: 'token_expired' },
    });
    expect(() => auth.require('x')).toThrow(
      expect.objectContaining({
        status: 401,
        headers: expect.arrayContaining([['WWW-Authenticate', 'Bearer realm="api", error="invalid_token"']]),
      }),
    );
    expect(logged).toContainEqual({ event: 'authentication_refused', code: 'token_expired', policy: 'header' });
  });

  it('401 with a challenge when nobody is authenticated, 403 when somebody is', async () => {
    const { security } = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    const guest = await security.authenticate(view());
    expect(() => guest.require('edit')).toThrow(expect.objectContaining({ code: 'credentials_missing', status: 401 }));
    const alice = await security.authenticate(bearer(await security.createToken('alice')));
    expect(() => alice.require('edit')).toThrow(expect.objectContaining({ code: 'permission_denied', status: 403 }));
  });

  it('iat and exp are integers; nbf and iat in the future are refused; leeway counts for all three', async () => {
    const { security, wait } = setUp({ leeway: 5 });
    wait(0.9);
    expect(claimsIn(await security.createToken('a', {}, { expiration: 60 }))).toMatchObject({ iat: START / 1000, exp: START / 1000 + 60 });
    const now = START / 1000;
    const verdict = async (claims: object) =>
      (await security.authenticate(bearer(handMade({ sub: 'a', ...claims })))).failure?.code ?? 'good';
    expect(await verdict({ exp: now - 4 })).toBe('good');
    expect(await verdict({ exp: now - 5 })).toBe('token_expired');
    expect(await verdict({ nbf: now + 5 })).toBe('good');
    expect(await verdict({ nbf: now + 6 })).toBe('token_not_yet_valid');
    expect(await verdict({ iat: now + 6 })).toBe('token_not_yet_valid');
  });

  it('the cookie holds the token itself, and with format webob what the original writes', async () => {
    const plain = setUp({ policies: [cookiePolicy()] });
    expect((await plain.security.verifyToken(tokenIn(await login(plain)))).ok).toBe(true);
    const webob = setUp({ policies: [cookiePolicy({ format: 'webob' })] });
    const value = tokenIn(await login(webob));
    expect(JSON.parse(Buffer.from(value, 'base64url').toString())).toMatch(/^eyJ/);
    expect((await webob.security.authenticate(view({ cookie: `Authorization=${value}` }))).userId).toBe('alice');
  });

  it('the cookie has Path=/, SameSite=Lax and no Domain; forget clears what remember set', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(view({}, 'POST'));
    await auth.remember('alice');
    expect(auth.headers[0]?.[1]).toMatch(/; Path=\/;/);
    expect(auth.headers[0]?.[1]).toMatch(/; SameSite=Lax/);
    expect(auth.headers[0]?.[1]).not.toMatch(/Domain/);
    await auth.forget();
    expect(auth.headers[0]?.[1]).toMatch(/^__Host-Authorization=; .*Path=\/; .*Max-Age=0|^__Host-Authorization=; .*Max-Age=0.*Path=\//);
  });

  it("a reissue asks the callback, keeps the token's own life and never passes the session's end", async () => {
    let known = true;
    const set = setUp({ policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })], callback: () => (known ? [] : null) });
    let cookie = await login(set);
    set.wait(9);
    expect((await set.security.authenticate(view({ cookie }))).headers.some(([name]) => name === 'Set-Cookie')).toBe(false);
    set.wait(1);
    cookie = cookieOf(await set.security.authenticate(view({ cookie })));
    expect(claimsIn(tokenIn(cookie))).toMatchObject({ iat: START / 1000 + 10, exp: START / 1000 + 70, auth_time: START / 1000 });
    set.wait(55);
    cookie = cookieOf(await set.security.authenticate(view({ cookie })));
    expect(claimsIn(tokenIn(cookie))).toMatchObject({ exp: START / 1000 + 120 });
    set.wait(50);
    known = false;
    const gone = await set.security.authenticate(view({ cookie }));
    expect([gone.failure?.code, gone.headers.some(([name]) => name === 'Set-Cookie')]).toEqual(['user_unknown', false]);
    known = true;
    set.wait(5);
    const over = await set.security.authenticate(view({ cookie }));
    expect(over.isAuthenticated).toBe(false);
  });

  it('a session ends at its lifetime though its token has none', async () => {
    const set = setUp({ expiration: 'never', policies: [cookiePolicy({ sessionLifetime: '2m' })] });
    const cookie = `__Host-Authorization=${handMade({ sub: 'a', iat: START / 1000 })}`;
    set.wait(119);
    expect((await set.security.authenticate(view({ cookie }))).isAuthenticated).toBe(true);
    set.wait(1);
    expect((await set.security.authenticate(view({ cookie }))).failure?.code).toBe('session_expired');
  });

  it('onReissue keeps, replaces or refuses, and may take its time', async () => {
    for (const [answer, wanted] of [
      [undefined, ['old']],
      [{ roles: ['new'] }, ['new']],
    ] as const) {
      const set = sliding({ onReissue: async () => answer });
      const cookie = await login(set, 'alice', { roles: ['old'] });
      set.wait(10);
      expect(claimsIn(tokenIn(cookieOf(await set.security.authenticate(view({ cookie })))))).toMatchObject({ sub: 'alice', roles: wanted });
    }
    const set = sliding({ onReissue: () => null });
    const cookie = await login(set);
    set.wait(10);
    expect((await set.security.authenticate(view({ cookie }))).headers.some(([name]) => name === 'Set-Cookie')).toBe(false);
  });

  it('no reissue goes on an error response, nor after keepCookie', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const auth = await set.security.authenticate(view({ cookie }));
    for (const status of [400, 403, 500]) expect(auth.headersFor(status).some(([name]) => name === 'Set-Cookie')).toBe(false);
    expect(auth.headersFor(302).some(([name]) => name === 'Set-Cookie')).toBe(true);
    auth.keepCookie();
    expect(auth.headersFor(200).some(([name]) => name === 'Set-Cookie')).toBe(false);
  });

  it('nothing that a client sends makes a 500: garbage, odd claims and nested JSON are refusals', async () => {
    const set = sliding();
    const odd = [
      {},
      { sub: 'a' },
      { sub: 'a', iat: null },
      { sub: 'a', iat: '1' },
      { sub: 'a', exp: [] },
      { sub: 'a', exp: null },
      { sub: 'a', iat: 1, exp: 'x' },
    ];
    const texts = [
      ...odd.map((claims) => handMade(claims)),
      'x',
      'a.b.c',
      `${'['.repeat(3000)}.a.b`,
      '',
      '..',
      'é.é.é',
      handMade({ sub: 'a', x: JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`) }),
    ];
    for (const text of texts) {
      const auth = await set.security.authenticate(view({ cookie: `__Host-Authorization=${text}` }));
      expect(auth.isAuthenticated).toBe(false);
    }
  });

  it('the last remember or forget of a request wins, alone, also over a reissue', async () => {
    const set = sliding();
    const cookie = await login(set, 'alice');
    set.wait(10);
    const auth = await set.security.authenticate(view({ cookie, 'sec-fetch-site': 'same-origin' }, 'POST'));
    await auth.remember('bob');
    expect(claimsIn(tokenIn(cookieOf(auth)))['sub']).toBe('bob');
    await auth.forget();
    expect(auth.headers.filter(([name]) => name === 'Set-Cookie').every(([, value]) => value.includes('Max-Age=0'))).toBe(true);
    await auth.remember('carol');
    expect(claimsIn(tokenIn(cookieOf(auth)))['sub']).toBe('carol');
  });

  it('options and claims are two arguments: an option never becomes a claim', async () => {
    const set = setUp({ policies: [cookiePolicy({ domains: ['example.com'] })] });
    const auth = await set.security.authenticate(view({}, 'POST'));
    await auth.remember('alice', { domains: 'mine' }, { domains: ['example.com'], expiration: '5m' });
    expect(claimsIn(tokenIn(cookieOf(auth)))).toMatchObject({ domains: 'mine', exp: START / 1000 + 300 });
    expect(claimsIn(tokenIn(cookieOf(auth)))).not.toHaveProperty('expiration');
  });

  it('users and groups have name spaces of their own', async () => {
    const { security } = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] }, callback: () => ['role:reader'] });
    const auth = await security.authenticate(bearer(await security.createToken('role:admin')));
    expect(auth.principals).toEqual(['system.Everyone', 'system.Authenticated', 'user:role:admin', 'role:reader']);
    expect(auth.permits('edit')).toBe(false);
    for (const bad of ['system.Admin', 'user:bob', '', 7]) {
      const { security: other } = setUp({ callback: () => [bad as string] });
      expect(() => other.authenticate(bearer(handMade({ sub: 'a' })))).toThrow(ConfigurationError);
    }
  });

  it('of several policies the first that finds a credential decides, and a refused one is final', async () => {
    const set = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const cookie = await login(set, 'alice');
    const token = await set.security.createToken('bob');
    expect((await set.security.authenticate(view({ cookie }))).userId).toBe('alice');
    expect((await set.security.authenticate(view({ cookie, authorization: `Bearer ${token}` }))).userId).toBe('bob');
    const refused = await set.security.authenticate(view({ cookie, authorization: 'Bearer x.y.z' }));
    expect([refused.userId, refused.failure?.status]).toEqual([null, 401]);
    const repeated = await set.security.authenticate(view({ cookie, authorization: [`Bearer ${token}`, `Bearer ${token}`] }));
    expect([repeated.userId, repeated.failure?.status]).toEqual([null, 400]);
  });

  it('CSRF is asked only when the cookie was the one that authenticated', async () => {
    const set = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const cookie = await login(set);
    const token = await set.security.createToken('alice');
    const foreign = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await set.security.authenticate(view(foreign, 'POST'))).failure).toMatchObject({ code: 'cross_origin_refused', status: 403 });
    expect((await set.security.authenticate(view(foreign, 'GET'))).userId).toBe('alice');
    expect((await set.security.authenticate(view({ ...foreign, authorization: `Bearer ${token}` }, 'POST'))).userId).toBe('alice');
  });

  it('remember is refused on an unsafe request of another site', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(view({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 'POST'));
    expect(() => auth.remember('mallory')).toThrow(AuthError);
  });

  it('tokens have a jti of 128 random bits of their own, and an issuer when one is configured', async () => {
    const { security } = setUp({ issuer: 'https://issuer.example' });
    const ids = new Set(await Promise.all(Array.from({ length: 600 }, async () => claimsIn(await security.createToken('a'))['jti'])));
    expect(ids.size).toBe(600);
    for (const id of ids) expect(Buffer.from(id as string, 'base64url')).toHaveLength(16);
    expect((await security.authenticate(bearer(handMade({ sub: 'a' })))).failure?.code).toBe('token_issuer_mismatch');
    expect((await security.authenticate(bearer(handMade({ sub: 'a', iss: 'https://issuer.example' })))).userId).toBe('a');
  });

  it('every fault of the set-up is told at once, when createSecurity runs', () => {
    const wrong = { privateKey: '', expiration: 'soon', audience: [], leeway: -1, requiredClaim: [] } as never;
    const faults = (() => {
      try {
        createSecurity(wrong);
        return [];
      } catch (error) {
        return (error as ConfigurationError).faults;
      }
    })();
    expect(faults.length).toBeGreaterThanOrEqual(5);
    expect(faults.join('\n')).toMatch(/requiredClaims/);
    expect(() => createSecurity({ privateKey: 'secret', expiration: '1h' })).toThrow(ConfigurationError);
  });

  it('no refusal shows the ACL to the client, and a decision explains it to the server', async () => {
    const { security } = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    expect(auth.decide('edit').trace()).toHaveLength(1);
    expect(auth.decide('edit').reason).toMatch(/^Denied: nothing in the one acl/);
  });
});

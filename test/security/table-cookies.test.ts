import { describe, expect, it } from 'vitest';
import {
  AuthError,
  ConfigurationError,
  cookiePolicy,
  headerPolicy,
  loadSettings,
} from '../../src/index.ts';
import {
  claimsIn,
  cookieOf,
  handMade,
  login,
  setUp,
  sliding,
  START,
  tokenIn,
  view,
} from './set-up.ts';

describe('what was kept of the cookies of the original, changed and added', () => {
  it('the cookie holds the token itself, and with format webob what the original writes', async () => {
    const plain = setUp({ policies: [cookiePolicy()] });
    expect((await plain.security.verifyToken(tokenIn(await login(plain)))).ok).toBe(true);
    const webob = setUp({ policies: [cookiePolicy({ format: 'webob' })] });
    const value = tokenIn(await login(webob));
    expect(JSON.parse(Buffer.from(value, 'base64url').toString())).toMatch(/^eyJ/);
    expect(
      (await webob.security.authenticate(view({ cookie: `Authorization=${value}` }))).userId,
    ).toBe('alice');
  });

  it('the cookie has Path=/, SameSite=Lax and no Domain but those of the settings; forget clears what remember set', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(view({}, 'POST'));
    await auth.remember('alice');
    expect(auth.headers[0]?.[1]).toMatch(/; Path=\/;/);
    expect(auth.headers[0]?.[1]).toMatch(/; SameSite=Lax/);
    expect(auth.headers[0]?.[1]).not.toMatch(/Domain/);
    await auth.forget();
    expect(auth.headers[0]?.[1]).toMatch(/^__Host-Authorization=; .*Max-Age=0.*; Path=\//);
    const wide = setUp({
      policies: [cookiePolicy({ domains: ['a.example', 'b.example'], cookiePath: '/app' })],
    });
    const there = await wide.security.authenticate(view({ host: 'evil.example' }, 'POST'));
    await there.remember('alice');
    const places = () =>
      there.headers.flatMap(([name, value]) =>
        name === 'Set-Cookie' ? [value.replace(/.*?(; Path[^;]*(; Domain[^;]*)?).*/, '$1')] : [],
      );
    const set2 = places();
    expect(set2).toEqual(['; Path=/app; Domain=a.example', '; Path=/app; Domain=b.example']);
    await there.forget();
    expect(places()).toEqual([...set2, '; Path=/app']);
    expect(() => there.remember('alice', {}, { domains: ['evil.example'] })).toThrow(
      ConfigurationError,
    );
  });

  it("a reissue keeps a life that is the token's own, longer or shorter than the policy's, and gives none to a token without end", async () => {
    for (const [expiration, life] of [
      ['5m', 300],
      [30, 30],
    ] as const) {
      const set = setUp({ policies: [cookiePolicy({ reissueTime: 10 })] });
      const auth = await set.security.authenticate(view({}, 'POST'));
      await auth.remember('alice', {}, { expiration });
      const cookie = cookieOf(auth);
      set.wait(20);
      const { iat, exp } = claimsIn(
        tokenIn(cookieOf(await set.security.authenticate(view({ cookie })))),
      ) as { iat: number; exp: number };
      expect([iat, exp - iat]).toEqual([START / 1000 + 20, life]);
    }
    const never = setUp({ expiration: 'never', policies: [cookiePolicy({ reissueTime: 10 })] });
    const cookie = `__Host-Authorization=${handMade({ sub: 'a', iat: START / 1000, exp: START / 1000 + 60 })}`;
    never.wait(10);
    expect(
      claimsIn(tokenIn(cookieOf(await never.security.authenticate(view({ cookie }))))),
    ).toMatchObject({ exp: START / 1000 + 70 });
  });

  it("a reissue asks the callback, counts from the first login and never passes the session's end", async () => {
    let known = true;
    const set = setUp({
      policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })],
      callback: () => (known ? [] : null),
    });
    let cookie = await login(set);
    set.wait(9);
    expect(
      (await set.security.authenticate(view({ cookie }))).headers.some(
        ([name]) => name === 'Set-Cookie',
      ),
    ).toBe(false);
    set.wait(1);
    cookie = cookieOf(await set.security.authenticate(view({ cookie })));
    expect(claimsIn(tokenIn(cookie))).toMatchObject({
      iat: START / 1000 + 10,
      exp: START / 1000 + 70,
      auth_time: START / 1000,
    });
    set.wait(55);
    cookie = cookieOf(await set.security.authenticate(view({ cookie })));
    expect(claimsIn(tokenIn(cookie))).toMatchObject({ exp: START / 1000 + 120 });
    set.wait(50);
    known = false;
    const gone = await set.security.authenticate(view({ cookie }));
    expect([gone.failure?.code, gone.headers.some(([name]) => name === 'Set-Cookie')]).toEqual([
      'user_unknown',
      false,
    ]);
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
    expect((await set.security.authenticate(view({ cookie }))).failure?.code).toBe(
      'session_expired',
    );
  });

  it('onReissue keeps, replaces or refuses, and may take its time', async () => {
    for (const [answer, wanted] of [
      [undefined, ['old']],
      [{ roles: ['new'] }, ['new']],
    ] as const) {
      const set = sliding({ onReissue: async () => answer });
      const cookie = await login(set, 'alice', { roles: ['old'] });
      set.wait(10);
      expect(
        claimsIn(tokenIn(cookieOf(await set.security.authenticate(view({ cookie }))))),
      ).toMatchObject({ sub: 'alice', roles: wanted });
    }
    const set = sliding({ onReissue: () => null });
    const cookie = await login(set);
    set.wait(10);
    expect(
      (await set.security.authenticate(view({ cookie }))).headers.some(
        ([name]) => name === 'Set-Cookie',
      ),
    ).toBe(false);
  });

  it('no reissue goes on an error response, nor after keepCookie', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const auth = await set.security.authenticate(view({ cookie }));
    for (const status of [400, 403, 500])
      expect(auth.headersFor(status).some(([name]) => name === 'Set-Cookie')).toBe(false);
    expect(auth.headersFor(302).some(([name]) => name === 'Set-Cookie')).toBe(true);
    auth.keepCookie();
    expect(auth.headersFor(200).some(([name]) => name === 'Set-Cookie')).toBe(false);
  });

  it('nothing that a client sends makes a 500: garbage, odd claims and nested JSON are refusals', async () => {
    const set = setUp({
      policies: [headerPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })],
    });
    const sound = { sub: 'a', iat: START / 1000, exp: START / 1000 + 60 };
    expect(
      (await set.security.authenticate(view({ cookie: `__Host-Authorization=${handMade(sound)}` })))
        .isAuthenticated,
    ).toBe(true);
    const odd = [
      {},
      { ...sound, sub: undefined },
      { ...sound, sub: null },
      { ...sound, iat: null },
      { ...sound, iat: '1' },
      { ...sound, exp: [] },
      { ...sound, exp: null },
      { ...sound, exp: 'soon' },
      { ...sound, nbf: null },
      { ...sound, auth_time: 'then' },
      { ...sound, x: JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`) },
    ];
    const texts = [
      handMade([]),
      handMade(null as never),
      ...odd.map((claims) => handMade(claims)),
      'x',
      'a.b.c',
      `${'['.repeat(3000)}.a.b`,
      '',
      '..',
      'é.é.é',
    ];
    set.wait(10);
    for (const text of texts) {
      for (const headers of [
        { cookie: `__Host-Authorization=${text}` },
        { authorization: `Bearer ${text}` },
      ] as Record<string, string>[]) {
        const auth = await set.security.authenticate(view(headers));
        expect(auth.isAuthenticated).toBe(false);
        expect(auth.headers.some(([name]) => name === 'Set-Cookie')).toBe(false);
      }
    }
  });

  it('a token without iat, which cannot be told to be due, is taken as it is and not carried on', async () => {
    const set = setUp({ policies: [cookiePolicy({ reissueTime: 10 })] });
    const cookie = `__Host-Authorization=${handMade({ sub: 'a', exp: START / 1000 + 60 })}`;
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie }));
    expect([auth.userId, auth.headers]).toEqual(['a', [['Vary', 'Cookie']]]);
  });

  it('a reissue time that is text, as ini files and the environment know only that, slides as a number does', async () => {
    const { options } = loadSettings({
      env: { JWT_COOKIE_REISSUE_TIME: '10', JWT_COOKIE_SESSION_LIFETIME: '2m' },
    });
    for (const policies of [
      options.policies,
      [cookiePolicy({ reissueTime: '10s', sessionLifetime: '120s' })],
    ]) {
      const set = setUp({ policies });
      const cookie = await login(set);
      set.wait(9);
      expect((await set.security.authenticate(view({ cookie }))).headers).toHaveLength(1);
      set.wait(1);
      expect(cookieOf(await set.security.authenticate(view({ cookie })))).not.toBe(cookie);
    }
  });

  it('the last remember or forget of a request wins, alone, also over a reissue', async () => {
    const set = sliding();
    const cookie = await login(set, 'alice');
    set.wait(10);
    const auth = await set.security.authenticate(
      view({ cookie, 'sec-fetch-site': 'same-origin' }, 'POST'),
    );
    await auth.remember('bob');
    expect(claimsIn(tokenIn(cookieOf(auth)))['sub']).toBe('bob');
    await auth.forget();
    expect(
      auth.headers
        .filter(([name]) => name === 'Set-Cookie')
        .every(([, value]) => value.includes('Max-Age=0')),
    ).toBe(true);
    await auth.remember('carol');
    expect(claimsIn(tokenIn(cookieOf(auth)))['sub']).toBe('carol');
  });

  it('options and claims are two arguments: an option never becomes a claim', async () => {
    const set = setUp({ policies: [cookiePolicy({ domains: ['example.com'] })] });
    const auth = await set.security.authenticate(view({}, 'POST'));
    await auth.remember(
      'alice',
      { domains: 'mine' },
      { domains: ['example.com'], expiration: '5m' },
    );
    expect(claimsIn(tokenIn(cookieOf(auth)))).toMatchObject({
      domains: 'mine',
      exp: START / 1000 + 300,
    });
    expect(claimsIn(tokenIn(cookieOf(auth)))).not.toHaveProperty('expiration');
  });

  it('CSRF is asked only when the cookie was the one that authenticated', async () => {
    const set = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const cookie = await login(set);
    const token = await set.security.createToken('alice');
    const foreign = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await set.security.authenticate(view(foreign, 'POST'))).failure).toMatchObject({
      code: 'cross_origin_refused',
      status: 403,
    });
    expect((await set.security.authenticate(view(foreign, 'GET'))).userId).toBe('alice');
    expect(
      (
        await set.security.authenticate(
          view({ ...foreign, authorization: `Bearer ${token}` }, 'POST'),
        )
      ).userId,
    ).toBe('alice');
  });

  it('remember is refused on an unsafe request of another site', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(
      view({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 'POST'),
    );
    expect(() => auth.remember('mallory')).toThrow(AuthError);
  });
});

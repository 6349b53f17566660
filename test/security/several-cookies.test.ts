import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/index.ts';
import { cookiePolicy, headerPolicy } from '../../src/index.ts';
import type { SetUp } from '../support/security.ts';
import {
  claimsIn,
  handMade,
  login,
  NOW,
  setCookies,
  setUp,
  tokenIn,
  view,
} from '../support/security.ts';

const NAME = 'sid';
const COOKIE = { cookieName: NAME, reissueTime: 10, sessionLifetime: '2m' } as const;

const withCookie = (options: CookiePolicyOptions = {}): SetUp =>
  setUp({ policies: [headerPolicy(), cookiePolicy({ ...COOKIE, ...options })] });
const ask = (set: SetUp, cookies: readonly string[], url = '/') =>
  set.security.authenticate(
    view({ cookie: cookies.join('; '), host: 'shop.example.com' }, { url }),
  );
const placesOf = (headers: Parameters<typeof setCookies>[0]) =>
  setCookies(headers).map((line) => {
    const domain = /Domain=([^;]*)/.exec(line)?.[1] ?? '-';
    return `${line.includes('Max-Age=0') ? 'clear' : 'set'} ${domain} ${/Path=([^;]*)/.exec(line)?.[1]}`;
  });

describe('a request with several session cookies of one name', () => {
  it.each([0, 1])(
    'has the user and the claims of the latest login, sent at place %i',
    async (place) => {
      const set = withCookie();
      const older = await login(set, 'alice', { roles: ['admin'] });
      set.wait(1);
      const newer = await login(set, 'alice', { roles: ['reader'] });
      const auth = await ask(set, place === 0 ? [newer, older] : [older, newer]);
      expect([auth.userId, auth.claims?.['roles']]).toEqual(['alice', ['reader']]);
    },
  );

  it('is refused as malformed if they are of two users', async () => {
    const set = withCookie();
    const auth = await ask(set, [await login(set, 'alice'), await login(set, 'bob')]);
    expect([auth.userId, auth.failure?.code]).toEqual([null, 'credentials_malformed']);
  });

  it('ignores one that is expired, forged, empty or an access token', async () => {
    const set = withCookie();
    const good = await login(set);
    const access = await set.security.createToken('bob');
    const expired = handMade(
      { sub: 'bob', iat: NOW - 20, exp: NOW - 10, auth_time: NOW },
      { alg: 'HS512', typ: 'session+jwt' },
    );
    for (const other of ['', 'forged', `${tokenIn(good)}x`, access, expired]) {
      const auth = await ask(set, [`${NAME}=${other}`, good]);
      expect([other, auth.userId]).toEqual([other, 'alice']);
    }
  });

  it('is refused if the latest login is refused: an older one never takes its place', async () => {
    let known = true;
    const set = setUp({
      policies: [cookiePolicy(COOKIE)],
      callback: (_user, { claims }) => (known || claims['n'] === 1 ? [] : null),
    });
    const older = await login(set, 'alice', { n: 1 });
    set.wait(1);
    const newer = await login(set, 'alice', { n: 2 });
    known = false;
    expect((await ask(set, [older])).userId).toBe('alice');
    expect((await ask(set, [older, newer])).failure?.code).toBe('user_unknown');
  });

  it('with more than four is refused', async () => {
    const set = withCookie();
    const cookies: string[] = [];
    for (let n = 0; n < 5; n++) cookies.push(await login(set, 'alice', { n }));
    expect((await ask(set, cookies.slice(1))).userId).toBe('alice');
    expect((await ask(set, cookies)).failure?.code).toBe('credentials_malformed');
  });

  it('sets one cookie and clears the others at the next login or renewal', async () => {
    const set = withCookie();
    const cookies = [await login(set), await login(set)];
    const renewed = async (sent: readonly string[]) => (await ask(set, sent, '/app/x')).take(200);
    expect(placesOf(await renewed(cookies))).toEqual([]);
    set.wait(10);
    expect(placesOf(await renewed(cookies.slice(1)))).toEqual(['set - /']);
    const places = placesOf(await renewed(cookies));
    expect(places.at(-1)).toBe('set - /');
    expect(places).toEqual(
      expect.arrayContaining([
        'clear - /app',
        'clear shop.example.com /',
        'clear example.com /app/',
      ]),
    );
    expect(places).not.toContain('clear - /');
    const auth = await ask(set, cookies, '/app/x');
    await auth.remember('alice');
    expect(placesOf(auth.take(200))).toEqual(places);
  });
});

describe('a logout', () => {
  it('clears every cookie that the browser may hold, also of parent domains if ours was sent', async () => {
    const set = withCookie({ domains: ['example.org'] });
    const auth = await ask(set, []);
    await auth.forget();
    const without = placesOf(auth.take(200));
    expect(without).toEqual(
      expect.arrayContaining(['clear example.org /', 'clear - /', 'clear shop.example.com /']),
    );
    expect(without).not.toContain('clear example.com /');
    const single = withCookie();
    const known = await ask(single, [await login(single)], '/app/logout');
    await known.forget();
    expect(placesOf(known.take(200))).toEqual(
      expect.arrayContaining(['clear - /app', 'clear example.com /', 'clear example.com /app']),
    );
  });
});

describe('a login on some of the domains', () => {
  it.each<[string, readonly string[], string[]]>([
    ['one domain', ['example.com'], ['set example.com /']],
    ['the host alone', [], ['set - /']],
  ])('for %s is renewed there and nowhere else, again and again', async (_, domains, places) => {
    const set = withCookie({ domains: ['example.com', 'example.org'] });
    const auth = await ask(set, []);
    await auth.remember('alice', {}, { domains });
    let [line] = setCookies(auth.take(200)) as [string];
    for (let n = 0; n < 3; n++) {
      set.wait(10);
      const headers = (await ask(set, [line.split(';')[0] as string])).take(200);
      expect(placesOf(headers)).toEqual(places);
      [line] = setCookies(headers) as [string];
    }
    expect(claimsIn(tokenIn(line))['cookie_domains']).toEqual(domains);
  });

  it('cannot be said by a claim', async () => {
    const set = withCookie();
    const auth = await ask(set, []);
    expect(() => auth.remember('alice', { cookie_domains: ['example.com'] })).toThrow(TypeError);
  });
});

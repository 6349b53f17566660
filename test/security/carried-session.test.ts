import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/index.ts';
import { cookiePolicy, headerPolicy } from '../../src/index.ts';
import {
  COOKIE,
  handMade,
  login,
  NOW,
  SESSION,
  setCookies,
  setUp,
  view,
} from '../support/security.ts';

const set = (options: CookiePolicyOptions = { cookieName: 'sid' }) =>
  setUp({ policies: [headerPolicy(), cookiePolicy(options), cookiePolicy({ cookieName: 'two' })] });
const HOST = { host: 'shop.example.com' };

/** Logs in with a request, and returns how many cookies that clears. */
async function cleared(
  { security }: ReturnType<typeof set>,
  headers: Readonly<Record<string, string>>,
  user: string | number,
): Promise<string[]> {
  const auth = await security.authenticate(view({ ...HOST, ...headers }));
  await auth.remember(user);
  const lines = setCookies(auth.take(200)).filter((line) => line.includes('Max-Age=0'));
  return [...new Set(lines.map((line) => line.split('=')[0] as string))];
}
const sessionOf = (sub: string | number, more: object = {}) =>
  handMade({ sub, iat: NOW, exp: NOW + 60, ...more }, SESSION);

describe('a login whose request carries the session of another user', () => {
  it('clears the places where the browser may hold that', async () => {
    const one = set();
    const auth = await one.security.authenticate(
      view({ ...HOST, cookie: `sid=${sessionOf('bob')}` }, { url: '/app/login' }),
    );
    await auth.remember('ann');
    const lines = setCookies(auth.take(200));
    for (const place of [
      '; Path=/; Domain=example.com',
      '; Path=/; Domain=shop.example.com',
      '; Path=/app;',
    ])
      expect(lines.some((line) => line.startsWith('sid=;') && line.includes(place))).toBe(true);
    // What is set is not cleared as well.
    expect(lines.filter((line) => /^sid=.*; Path=\/; Secure/.test(line))).toHaveLength(1);
  });

  it.each<[string, string | number, boolean]>([
    ['another user', 'bob', true],
    ['the same user', 'ann', false],
    ['an id of another type', 4, true],
  ])('clears them for %s: %j', async (_, user, expected) => {
    const headers = { cookie: `sid=${sessionOf(user)}` };
    expect(await cleared(set(), headers, user === 4 ? '4' : 'ann')).toEqual(
      expected ? ['sid'] : [],
    );
  });

  it('clears them too if another policy decided about the request', async () => {
    const one = set();
    const authorization = `Bearer ${await one.security.createToken('ann')}`;
    const cookie = `sid=${sessionOf('ann')}; two=${sessionOf('bob')}`;
    expect(await cleared(one, { cookie }, 'ann')).toEqual(['two']);
    expect(await cleared(one, { cookie, authorization }, 'ann')).toEqual(['two']);
    expect(await cleared(one, { cookie, authorization }, 'bob')).toEqual(['sid']);
  });

  it('clears nothing for a cookie that is expired, forged, or not ours', async () => {
    const expired = sessionOf('bob', { iat: NOW - 60, exp: NOW - 1 });
    for (const value of [expired, `${sessionOf('bob')}x`, 'theirs', ''])
      expect([value, await cleared(set(), { cookie: `sid=${value}` }, 'ann')]).toEqual([value, []]);
  });

  it('clears nothing under a name with __Host-, whose cookie the login replaces', async () => {
    const one = set({});
    expect(
      await cleared(
        one,
        { cookie: await login(setUp({ policies: [cookiePolicy()] }), 'bob') },
        'ann',
      ),
    ).toEqual([]);
    expect(await cleared(one, { cookie: `${COOKIE}=${sessionOf('bob')}` }, 'ann')).toEqual([]);
  });
});

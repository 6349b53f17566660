import { describe, expect, it } from 'vitest';
import { cookiePolicy, loadSettings } from '../../src/index.ts';
import type { SetUp } from '../support/security.ts';
import {
  claimsIn,
  COOKIE,
  cookieFrom,
  handMade,
  login,
  NOW,
  post,
  setCookies,
  setUp,
  sliding,
  tokenIn,
  view,
  SESSION,
} from '../support/security.ts';

/** Sends the cookie and returns the new one, or null if the response sets none. */
async function send({ security }: SetUp, cookie: string): Promise<string | null> {
  const headers = (await security.authenticate(view({ cookie }))).take(200);
  return setCookies(headers).length === 0 ? null : cookieFrom(headers);
}
const claimsOf = (cookie: string | null) => claimsIn(tokenIn(cookie as string));

describe('a session that slides after 10 seconds and ends after 2 minutes', () => {
  it('is not renewed before', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(9);
    expect(await send(set, cookie)).toBeNull();
  });

  it('is renewed with the time of its login', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    expect(claimsOf(await send(set, cookie))).toMatchObject({
      iat: NOW + 10,
      exp: NOW + 70,
      auth_time: NOW,
    });
  });

  it('is never renewed past its end, and then is over', async () => {
    const set = sliding();
    let cookie = await login(set);
    for (const seconds of [50, 50]) {
      set.wait(seconds);
      cookie = (await send(set, cookie)) as string;
    }
    expect(claimsOf(cookie)).toMatchObject({ iat: NOW + 100, exp: NOW + 120 });
    set.wait(20);
    expect((await set.security.authenticate(view({ cookie }))).isAuthenticated).toBe(false);
  });

  it('ends at its lifetime even if its token has no end', async () => {
    const set = sliding();
    const cookie = `${COOKIE}=${handMade({ sub: 'a', iat: NOW }, SESSION)}`;
    set.wait(119);
    expect((await set.security.authenticate(view({ cookie }))).userId).toBe('a');
    set.wait(1);
    expect((await set.security.authenticate(view({ cookie }))).failure?.code).toBe(
      'session_expired',
    );
  });

  it('is not renewed for a user whom the callback no longer knows', async () => {
    let known = true;
    const set = setUp({
      policies: [cookiePolicy({ reissueTime: 10 })],
      callback: () => (known ? [] : null),
    });
    const cookie = await login(set);
    set.wait(10);
    known = false;
    expect(await send(set, cookie)).toBeNull();
  });

  it('is accepted but not renewed if its token has no iat', async () => {
    const set = setUp({ policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '1h' })] });
    const token = handMade({ sub: 'a', exp: NOW + 60, auth_time: NOW }, SESSION);
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie: `${COOKIE}=${token}` }));
    expect([auth.userId, auth.take(200)]).toEqual(['a', [['Vary', 'Cookie']]]);
  });

  it('ends with a logout', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(10);
    const auth = await set.security.authenticate(post({ cookie, 'sec-fetch-site': 'same-origin' }));
    await auth.forget();
    expect(setCookies(auth.take(303))).toEqual([expect.stringContaining('Max-Age=0')]);
  });
});

it('a reissueTime of the environment, which is a string, slides as a number does', async () => {
  const { options } = loadSettings({
    env: { JWT_COOKIE_REISSUE_TIME: '10', JWT_COOKIE_SESSION_LIFETIME: '2m' },
  });
  const set = setUp({ policies: options.policies });
  const cookie = await login(set);
  set.wait(9);
  expect(await send(set, cookie)).toBeNull();
  set.wait(1);
  expect(await send(set, cookie)).not.toBe(cookie);
});

it('a cookie of format webob is written and read as pyramid_jwt does', async () => {
  const set = setUp({ policies: [cookiePolicy({ format: 'webob' })] });
  const cookie = await login(set);
  expect(cookie).toMatch(/^Authorization=/);
  expect(JSON.parse(Buffer.from(tokenIn(cookie), 'base64url').toString())).toMatch(/^eyJ/);
  expect((await set.security.authenticate(view({ cookie }))).userId).toBe('alice');
});

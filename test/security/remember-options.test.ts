import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions, RememberOptions } from '../../src/index.ts';
import { cookiePolicy } from '../../src/index.ts';
import { readRememberOptions } from '../../src/security/remember-options.ts';
import type { SetUp } from '../support/security.ts';
import {
  claimsIn,
  COOKIE,
  handMade,
  NOW,
  post,
  SESSION,
  setCookies,
  setUp,
  signed,
  sliding,
  tokenIn,
  view,
} from '../support/security.ts';

/** Logs in and returns the whole `Set-Cookie`. */
async function loginWith({ security }: SetUp, options: RememberOptions): Promise<string> {
  const auth = await security.authenticate(post());
  await auth.remember('alice', {}, options);
  return setCookies(auth.take(200))[0] as string;
}
const pairOf = (line: string) => line.split(';')[0] as string;
/** Sends a cookie and returns its renewal; the same if it is not renewed, null if it is refused. */
async function send({ security }: SetUp, line: string): Promise<string | null> {
  const auth = await security.authenticate(view({ cookie: pairOf(line) }));
  if (!auth.isAuthenticated) return null;
  return setCookies(auth.take(200))[0] ?? line;
}
const claimsOf = (line: string) => claimsIn(tokenIn(pairOf(line)));

describe('a login with persistent: false', () => {
  it('has a cookie that ends with the browser, and so has every reissue', async () => {
    const set = sliding();
    let line = await loginWith(set, { persistent: false });
    for (let times = 0; times < 3; times++) {
      expect(line).not.toMatch(/Max-Age|Expires/);
      expect(claimsOf(line)).toMatchObject({ cookie_persistent: false, exp: expect.any(Number) });
      set.wait(30);
      line = (await send(set, line)) as string;
    }
    set.wait(30);
    expect(await send(set, line)).toBeNull();
  });

  it('cannot be changed by onReissue', async () => {
    const onReissue = () => ({ cookie_persistent: true, session_lifetime: 9e9, role: 'a' });
    const set = sliding({ onReissue });
    const line = await loginWith(set, { persistent: false });
    set.wait(10);
    const next = (await send(set, line)) as string;
    expect(next).not.toContain('Max-Age');
    expect(claimsOf(next)).toMatchObject({ cookie_persistent: false, role: 'a' });
    expect(claimsOf(next)).not.toHaveProperty('session_lifetime');
  });

  it.each([true, undefined])('is the default with persistent: %j', async (persistent) => {
    const line = await loginWith(sliding(), { persistent });
    expect(line).toContain('Max-Age=60');
    expect(claimsOf(line)).not.toHaveProperty('cookie_persistent');
  });
});

describe('a login with a lifetime', () => {
  it.each([
    ['longer than sessionLifetime', '5m', 300],
    ['shorter', 90, 90],
    ['shorter than the token', '30s', 30],
  ] as const)('%s ends then, however often it is renewed', async (_, lifetime, seconds) => {
    const set = sliding();
    let line = await loginWith(set, { lifetime });
    for (let passed = 0; passed + 15 < seconds; passed += 15) {
      set.wait(15);
      line = (await send(set, line)) as string;
      expect(claimsOf(line)).toMatchObject({ session_lifetime: seconds, auth_time: NOW });
      expect(claimsOf(line)['exp']).toBeLessThanOrEqual(NOW + seconds);
    }
    set.wait(14);
    expect(await send(set, line)).not.toBeNull();
    set.wait(1);
    expect(await send(set, line)).toBeNull();
  });

  it('stands beside logins without one in one policy', async () => {
    const set = sliding();
    const long = await loginWith(set, { lifetime: '30d', expiration: '30d' });
    const short = await loginWith(set, { persistent: false });
    expect(long).toContain('Max-Age=2592000');
    set.wait(86_400 * 29);
    expect([await send(set, long), await send(set, short)]).toEqual([expect.any(String), null]);
  });

  it('still is logged out after a pause of expiration, if the session slides', async () => {
    const set = sliding();
    const line = await loginWith(set, { lifetime: '30d' });
    expect(line).toContain('Max-Age=60');
    set.wait(60);
    expect(await send(set, line)).toBeNull();
  });

  it.each<[CookiePolicyOptions, RememberOptions, number]>([
    [{}, { lifetime: '30d' }, 2_592_000],
    [{ sessionLifetime: '12h' }, { lifetime: '30d' }, 2_592_000],
    [{}, { lifetime: '30d', expiration: '2h' }, 7200],
    [{}, { lifetime: '1h', expiration: 'never' }, 3600],
    [{ sessionLifetime: '12h' }, { lifetime: 30 }, 30],
  ])(
    'has a token of that length if the session does not slide: %j %j',
    async (policy, options, seconds) => {
      const set = setUp({ policies: [cookiePolicy(policy)] });
      const line = await loginWith(set, options);
      expect(line).toContain(`Max-Age=${seconds};`);
      set.wait(seconds - 1);
      expect(await send(set, line)).not.toBeNull();
      set.wait(1);
      expect(await send(set, line)).toBeNull();
    },
  );

  it('with a claim that is no lifetime has ended, also in an access token', async () => {
    const policy = cookiePolicy({ accepts: ['session', 'access'], sessionLifetime: '2m' });
    const { security } = setUp({ policies: [policy] });
    for (const value of ['"999"', '1e999', 'null', '[9]', '-1', '0'])
      for (const header of [SESSION, { alg: 'HS512' }]) {
        const payload = `{"sub":"a","iat":${NOW},"exp":${NOW + 60},"session_lifetime":${value}}`;
        const cookie = `${COOKIE}=${signed(JSON.stringify(header), payload)}`;
        const auth = await security.authenticate(view({ cookie }));
        expect([value, auth.isAuthenticated]).toEqual([value, false]);
      }
    const cookie = `${COOKIE}=${handMade({ sub: 'a', iat: NOW, exp: NOW + 60 })}`;
    expect((await security.authenticate(view({ cookie }))).isAuthenticated).toBe(true);
  });
});

describe('options of remember', () => {
  it.each<[object, RegExp, typeof TypeError | typeof RangeError]>([
    [{ persistent: 'false' }, /^persistent of remember is not a boolean: write false/, TypeError],
    [{ persistent: 0 }, /^persistent/, TypeError],
    [{ persistent: null }, /^persistent/, TypeError],
    [{ lifetime: 'soon' }, /^lifetime of remember is not a duration: write/, TypeError],
    [{ lifetime: 'never' }, /^lifetime/, TypeError],
    [{ lifetime: null }, /^lifetime/, TypeError],
    [{ lifetime: ['30d'] }, /^lifetime/, TypeError],
    [{ lifetime: 0 }, /^lifetime of remember is not at least one second/, RangeError],
    [{ lifetime: -5 }, /^lifetime/, RangeError],
    [{ lifetime: '0s' }, /^lifetime/, RangeError],
    [{ lifetime: 0.5 }, /^lifetime/, RangeError],
    [{ lifetime: Number.NaN }, /^lifetime/, RangeError],
    [{ lifetime: Number.POSITIVE_INFINITY }, /^lifetime/, RangeError],
    [{ domains: 'example.com' }, /^domains of remember is not a list/, TypeError],
    [{ provedBy: 'me' }, /^provedBy/, TypeError],
    [{ lifetme: '30d' }, /did you mean lifetime/, TypeError],
  ])('are refused before anything is written: %j', async (options, message, kind) => {
    const auth = await sliding().security.authenticate(post());
    const remember = () => auth.remember('alice', {}, options as RememberOptions);
    expect(remember).toThrow(message);
    expect(remember).toThrow(kind);
    expect(setCookies(auth.take(200))).toEqual([]);
  });

  it('are own members only', () => {
    const options = Object.create({ persistent: false, lifetime: 5 }) as RememberOptions;
    expect(readRememberOptions(options)).toMatchObject({ persistent: true, lifetime: null });
  });

  it.each(['cookie_persistent', 'session_lifetime', 'cookie_domains'])(
    'cannot be said by the claim %s',
    async (name) => {
      const auth = await sliding().security.authenticate(post());
      expect(() => auth.remember('alice', { [name]: 5 })).toThrow(
        /as an option of remember|pass them/,
      );
    },
  );
});

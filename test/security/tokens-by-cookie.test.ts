import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecurity } from '../../src/config/create-security.ts';
import type { RefreshCookieOptions } from '../../src/index.ts';
import { denylist } from '../../src/sessions/lists.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import { testClock } from '../../src/testing/clock.ts';
import { requestView } from '../../src/testing/request-view.ts';
import { SECRET } from '../support/security.ts';

const SAME = { 'sec-fetch-site': 'same-origin' };

function setUp(cookie: RefreshCookieOptions = { path: '/refresh' }) {
  const clock = testClock();
  const security = createSecurity({
    privateKey: SECRET,
    clock,
    audit: 'off',
    expiration: '15m',
    logger: { warn: () => undefined, error: () => undefined },
    revocation: denylist(memoryStore({ clock })),
    refresh: { cookie },
  });
  onTestFinished(() => security.close());
  const post = (headers: Readonly<Record<string, string>> = SAME, url = '/refresh') =>
    security.authenticate(requestView({ method: 'POST', url, headers }));
  const login = async () => {
    const auth = await post(SAME, '/login');
    const tokens = await auth.issueTokens('alice', { roles: ['admin'] });
    return { tokens, set: setCookie(auth.take(200)) };
  };
  return { security, clock, post, login };
}

function setCookie(headers: readonly (readonly [string, string])[]): string {
  return headers.find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
}

function cookieOf(set: string): string {
  return set.split(';', 1)[0] ?? '';
}

describe('the cookie of a refresh token', () => {
  it('is HttpOnly, Secure, SameSite=Strict and sent to its path only, and is in no body', async () => {
    const { login } = setUp();
    const { tokens, set } = await login();
    expect(set).toMatch(
      /^__Secure-Refresh=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=1209600; Expires=[^;]+; Path=\/refresh; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(Object.keys(tokens)).toEqual(['access_token', 'token_type', 'expires_in']);
  });

  it('gives the next pair, at every status', async () => {
    const { security, post, login } = setUp();
    const { set } = await login();
    const auth = await post({ ...SAME, cookie: cookieOf(set) });
    const { access_token: token } = await auth.refreshTokens();
    const next = setCookie(auth.take(500));
    expect(cookieOf(next)).not.toBe(cookieOf(set));
    const bearer = requestView({ headers: { authorization: `Bearer ${token}` } });
    expect((await security.authenticate(bearer)).claims?.['roles']).toEqual(['admin']);
  });

  it('gives two tabs the same cookie', async () => {
    const { post, login } = setUp();
    const { set } = await login();
    const tabs = await Promise.all(
      [1, 2].map(async () => {
        const auth = await post({ ...SAME, cookie: cookieOf(set) });
        await auth.refreshTokens();
        return cookieOf(setCookie(auth.take(200)));
      }),
    );
    expect(tabs[0]).toBe(tabs[1]);
  });

  it('is not read for a page of another site', async () => {
    const { post, login } = setUp();
    const { set } = await login();
    const auth = await post({ 'sec-fetch-site': 'cross-site', cookie: cookieOf(set) });
    await expect(auth.refreshTokens()).rejects.toMatchObject({ code: 'cross_origin_refused' });
    const forged = await post({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' });
    await expect(forged.issueTokens('alice')).rejects.toMatchObject({
      code: 'cross_origin_refused',
    });
  });

  it('is cleared when its token can never be used again', async () => {
    const { post, login, clock } = setUp();
    const { set } = await login();
    clock.advance('15d');
    const auth = await post({ ...SAME, cookie: cookieOf(set) });
    await expect(auth.refreshTokens()).rejects.toMatchObject({ code: 'token_expired' });
    expect(setCookie(auth.take(401))).toMatch(/^__Secure-Refresh=; Max-Age=0/);
  });

  it('is missed by a request without it', async () => {
    const { post } = setUp();
    await expect((await post()).refreshTokens()).rejects.toMatchObject({
      code: 'credentials_missing',
    });
  });

  it('is cleared by forget, which ends the session of the access token', async () => {
    const { post, login } = setUp();
    const { tokens, set } = await login();
    const headers = { ...SAME, authorization: `Bearer ${tokens.access_token}` };
    const out = await post(headers, '/logout');
    await out.forget();
    expect(setCookie(out.take(200))).toMatch(/^__Secure-Refresh=; Max-Age=0/);
    const auth = await post({ ...SAME, cookie: cookieOf(set) });
    await expect(auth.refreshTokens()).rejects.toMatchObject({ code: 'token_revoked' });
    expect((await post(headers)).failure?.code).toBe('token_revoked');
  });

  it('ends its session by forget at its own path', async () => {
    const { post, login } = setUp();
    const { tokens, set } = await login();
    await (await post({ ...SAME, cookie: cookieOf(set) })).forget();
    const headers = { ...SAME, authorization: `Bearer ${tokens.access_token}` };
    expect((await post(headers)).failure?.code).toBe('token_revoked');
  });

  it('names every fault of its options', () => {
    const broken = { sameSite: 'sometimes', trustedOrigins: ['*'], pth: '/x' };
    expect(() => setUp(broken as never)).toThrow(/pth[^]*sameSite[^]*trustedOrigins/);
    expect(() => setUp({} as never)).toThrow(/path is missing/);
    expect(() => setUp({ path: 'refresh' })).toThrow(/refresh\.cookie/);
  });
});

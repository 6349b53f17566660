import { describe, expect, it, onTestFinished } from 'vitest';
import { AuthError } from '../../src/base/errors.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import type { RefreshOptions, SecurityOptions } from '../../src/index.ts';
import { denylist } from '../../src/sessions/lists.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import { testClock } from '../../src/testing/clock.ts';
import { requestView } from '../../src/testing/request-view.ts';
import { peek } from '../../src/token/decode.ts';
import { SECRET } from '../support/security.ts';

function setUp(refresh: RefreshOptions = {}, options: Partial<SecurityOptions> = {}) {
  const clock = testClock();
  const store = memoryStore({ clock });
  const events: { event?: string; code?: string | null; userId?: unknown }[] = [];
  const keep = (event: object): void => void events.push(event);
  const make = () =>
    createSecurity({
      privateKey: SECRET,
      clock,
      audit: 'off',
      expiration: '15m',
      logger: { warn: keep, error: keep },
      revocation: denylist(store),
      refresh,
      ...options,
    } as SecurityOptions);
  const [one, other] = [make(), make()];
  onTestFinished(async () => {
    await one.close();
    await other.close();
  });
  return { one, other, clock, events, store };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  return AuthError.isAuthError(thrown) ? thrown.code : String(thrown);
}

function claimsOf(token: string) {
  return peek(token)?.claims as Record<string, unknown>;
}

function bearer(token: string) {
  return requestView({ headers: { authorization: `Bearer ${token}` } });
}

describe('issueTokens', () => {
  it('returns a pair with the names of OAuth 2.0', async () => {
    const { one } = setUp();
    const pair = await one.issueTokens('alice', { roles: ['admin'] }, { label: 'phone' });
    expect(Object.keys(pair)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
    ]);
    expect([pair.token_type, pair.expires_in]).toEqual(['Bearer', 900]);
    const auth = await one.authenticate(bearer(pair.access_token));
    expect([auth.userId, auth.claims?.['roles']]).toEqual(['alice', ['admin']]);
    expect((await one.sessions('alice')).map(({ id, label }) => [id, label])).toEqual([
      [auth.session?.id, 'phone'],
    ]);
  });

  it('makes a refresh token that opens nothing by itself', async () => {
    const { one } = setUp();
    const { refresh_token: token, access_token: access } = await one.issueTokens('alice');
    const auth = await one.authenticate(bearer(token));
    expect(auth.failure?.code).toBe('token_type_refused');
    expect(await codeOf(one.refreshTokens(access))).toBe('token_type_refused');
  });

  it('needs the options revocation and refresh', async () => {
    const plain = createSecurity({ privateKey: SECRET, audit: 'off' });
    await expect(plain.issueTokens('alice')).rejects.toThrow(/revocation/);
    const { one } = setUp(undefined, { refresh: undefined });
    await expect(one.issueTokens('alice')).rejects.toThrow(/refresh/);
    expect(() => createSecurity({ privateKey: SECRET, audit: 'off', refresh: {} })).toThrow(
      /refresh needs revocation/,
    );
  });

  it('refuses an unknown option', async () => {
    const { one } = setUp();
    await expect(one.issueTokens('alice', {}, { lable: 'x' } as never)).rejects.toThrow(/label/);
  });
});

describe('refreshTokens', () => {
  it('returns the next pair of the same session, with the time of the login', async () => {
    const { one, other, clock } = setUp();
    const first = await one.issueTokens('alice', { roles: ['admin'] });
    clock.advance('20m');
    const next = await other.refreshTokens(first.refresh_token);
    const [old, now] = [claimsOf(first.access_token), claimsOf(next.access_token)];
    expect([now['sid'], now['auth_time'], now['roles']]).toEqual([
      old['sid'],
      old['auth_time'],
      ['admin'],
    ]);
    expect((await one.authenticate(bearer(next.access_token))).userId).toBe('alice');
  });

  it('gives requests at the same time the same successor', async () => {
    const { one, other } = setUp();
    const { refresh_token: token } = await one.issueTokens('alice');
    const pairs = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).refreshTokens(token)),
    );
    expect(new Set(pairs.map((pair) => pair.refresh_token)).size).toBe(1);
  });

  it('gives the same successor again if the answer was lost, with the same times', async () => {
    const { one, clock } = setUp();
    const { refresh_token: token } = await one.issueTokens('alice');
    const lost = await one.refreshTokens(token);
    clock.advance(9);
    expect((await one.refreshTokens(token)).refresh_token).toBe(lost.refresh_token);
    expect(await codeOf(one.refreshTokens(lost.refresh_token))).toBe('null');
  });

  it('ends the session if a token is used after the grace time, on every process', async () => {
    const { one, other, clock, events } = setUp();
    const first = await one.issueTokens('alice');
    const second = await one.refreshTokens(first.refresh_token);
    clock.advance(11);
    expect(await codeOf(other.refreshTokens(first.refresh_token))).toBe('token_reused');
    expect(await codeOf(one.refreshTokens(second.refresh_token))).toBe('token_revoked');
    for (const security of [one, other])
      expect((await security.authenticate(bearer(second.access_token))).failure?.code).toBe(
        'token_revoked',
      );
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'refresh_token_reused', userId: 'alice' }),
    );
  });

  it('ends the session if the token before the one before is used', async () => {
    const { one } = setUp();
    const first = await one.issueTokens('alice');
    const second = await one.refreshTokens(first.refresh_token);
    await one.refreshTokens(second.refresh_token);
    expect(await codeOf(one.refreshTokens(first.refresh_token))).toBe('token_reused');
  });

  it('refuses a token that was not used for longer than idle', async () => {
    const { one, clock } = setUp({ idle: '1h', lifetime: '1d' });
    const { refresh_token: token } = await one.issueTokens('alice');
    clock.advance('1h');
    expect(await codeOf(one.refreshTokens(token))).toBe('token_expired');
  });

  it('ends at the lifetime of the session, however often it was refreshed', async () => {
    const { one, clock } = setUp({ idle: '1h', lifetime: '2h' });
    let pair = await one.issueTokens('alice');
    clock.advance('50m');
    pair = await one.refreshTokens(pair.refresh_token);
    clock.advance('50m');
    pair = await one.refreshTokens(pair.refresh_token);
    expect(claimsOf(pair.refresh_token)['exp']).toBe(
      (claimsOf(pair.refresh_token)['auth_time'] as number) + 7200,
    );
    clock.advance('20m');
    expect(await codeOf(one.refreshTokens(pair.refresh_token))).toBe('token_expired');
  });

  it('refuses a session that was revoked, by its id, its user or with all', async () => {
    for (const end of ['session', 'user', 'all'] as const) {
      const { one, other } = setUp();
      const pair = await one.issueTokens('alice');
      if (end === 'session')
        await other.revokeSession(claimsOf(pair.access_token)['sid'] as string);
      if (end === 'user') await other.revokeUser('alice');
      if (end === 'all') await other.revokeAll();
      expect(await codeOf(one.refreshTokens(pair.refresh_token))).toBe('token_revoked');
    }
  });

  it('asks refresh.claims for the claims of the next token', async () => {
    const answers: unknown[] = [{ roles: ['reader'] }, undefined, null];
    const { one } = setUp({ claims: () => answers.shift() as never });
    let pair = await one.issueTokens('alice', { roles: ['admin'] });
    for (let round = 0; round < 2; round++) {
      pair = await one.refreshTokens(pair.refresh_token);
      expect(claimsOf(pair.access_token)['roles']).toEqual(['reader']);
    }
    expect(await codeOf(one.refreshTokens(pair.refresh_token))).toBe('user_unknown');
    expect((await one.authenticate(bearer(pair.access_token))).failure?.code).toBe('token_revoked');
  });

  it('leaves the token as it was if refresh.claims fails', async () => {
    let fails = true;
    const { one } = setUp({
      claims: () => {
        if (fails) throw new Error('database');
      },
    });
    const { refresh_token: token } = await one.issueTokens('alice');
    expect(await codeOf(one.refreshTokens(token))).toBe('user_unavailable');
    fails = false;
    expect((await one.refreshTokens(token)).token_type).toBe('Bearer');
  });

  it('refuses a user that the callback does not know any more', async () => {
    const users = new Set<unknown>(['alice']);
    const { one } = setUp({}, { callback: (id) => (users.has(id) ? [] : null) });
    const { refresh_token: token } = await one.issueTokens('alice');
    users.clear();
    expect(await codeOf(one.refreshTokens(token))).toBe('user_unknown');
  });
});

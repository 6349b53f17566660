import { describe, expect, it, onTestFinished } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import type { RevocationOptions, SecurityOptions } from '../../src/index.ts';
import { allowlist, denylist } from '../../src/sessions/lists.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Store } from '../../src/stores/model/store.ts';
import { testClock } from '../../src/testing/clock.ts';
import { requestView } from '../../src/testing/request-view.ts';
import { SECRET } from '../support/security.ts';

const clock = testClock();

/** Processes that share a store, and what their users do. */
async function processes(
  count: number,
  {
    list = denylist,
    store = memoryStore({ clock }),
    settings = {},
    ...options
  }: {
    readonly list?: typeof denylist;
    readonly store?: Store;
    readonly settings?: RevocationOptions;
  } & Partial<SecurityOptions> = {},
) {
  const securities = Array.from({ length: count }, () =>
    createSecurity({
      privateKey: SECRET,
      clock,
      audit: 'off',
      logger: { warn: () => undefined, error: () => undefined },
      policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '8h' })],
      revocation: list(store, settings),
      ...options,
    } as SecurityOptions),
  );
  onTestFinished(async () => {
    for (const security of securities) await security.close();
  });
  for (const security of securities) await security.ready();
  return { securities, store, one: securities[0]!, other: securities.at(-1)! };
}

type One = Awaited<ReturnType<typeof processes>>['one'];

async function login(security: One, userId = 'alice', cookie = '') {
  const auth = await security.authenticate(
    requestView({ method: 'POST', headers: { 'sec-fetch-site': 'same-origin', cookie } }),
  );
  await auth.remember(userId);
  const set = auth.take(200).find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
  return set.split(';', 1)[0] ?? '';
}

async function ask(security: One, cookie: string, method = 'GET') {
  return security.authenticate(
    requestView({ method, headers: { cookie, 'sec-fetch-site': 'same-origin' } }),
  );
}

async function bearer(security: One, token: string) {
  return security.authenticate(requestView({ headers: { authorization: `Bearer ${token}` } }));
}

describe.each([
  ['denylist', denylist],
  ['allowlist', allowlist],
])('%s', (_, list) => {
  it('accepts a login on another process at once', async () => {
    const { one, other } = await processes(2, { list });
    expect((await ask(other, await login(one))).userId).toBe('alice');
    expect((await bearer(other, await one.createToken('bob'))).userId).toBe('bob');
  });

  it('refuses a copied cookie on every process after forget', async () => {
    const { one, other } = await processes(2, { list });
    const cookie = await login(one);
    const auth = await ask(one, cookie, 'POST');
    await auth.forget();
    for (const security of [one, other]) {
      const again = await ask(security, cookie);
      expect(again.userId).toBeNull();
      expect(again.failure?.code).toBe('token_revoked');
    }
  });

  it('refuses the cookies of a request after forget, whichever credential decided', async () => {
    const { one, other } = await processes(2, { list });
    const [cookie, ofBob] = [await login(one), await login(one, 'bob')];
    const authorization = `Bearer ${await one.createToken('carl')}`;
    const headers = {
      authorization,
      cookie: `${cookie}; ${ofBob}`,
      'sec-fetch-site': 'same-origin',
    };
    const auth = await one.authenticate(requestView({ method: 'POST', headers }));
    expect(auth.userId).toBe('carl');
    await auth.forget();
    const codes = [
      (await ask(other, cookie)).failure?.code,
      (await ask(other, ofBob)).failure?.code,
      (await one.authenticate(requestView({ headers: { authorization } }))).failure?.code,
    ];
    expect(codes).toEqual(['token_revoked', 'token_revoked', 'token_revoked']);
  });

  it('refuses the cookies of two users, which are refused together, after forget', async () => {
    const { one, other } = await processes(2, { list });
    const cookies = [await login(one), await login(one, 'bob')];
    const auth = await ask(one, cookies.join('; '), 'POST');
    expect(auth.userId).toBeNull();
    await auth.forget();
    for (const cookie of cookies)
      expect((await ask(other, cookie)).failure?.code).toBe('token_revoked');
  });

  it.each(['forget', 'revoke'] as const)(
    'refuses a token without a session on every process after %s',
    async (method) => {
      const { one, other } = await processes(2, { list });
      const tokens = [await one.createToken('alice'), await one.createToken('alice')] as const;
      await (await bearer(one, tokens[0]))[method]();
      for (const security of [one, other]) {
        expect((await bearer(security, tokens[0])).failure?.code).toBe('token_revoked');
        expect((await bearer(security, tokens[1])).userId).toBe('alice');
      }
    },
  );

  it('refuses everything of a user that began before revokeUser, and nothing later', async () => {
    const { one, other } = await processes(2, { list });
    const cookie = await login(one);
    const token = await one.createToken('alice');
    const ofBob = await login(one, 'bob');
    await other.revokeUser('alice');
    const fresh = await login(one);
    const freshToken = await one.createToken('alice');
    expect((await ask(one, cookie)).failure?.code).toBe('token_revoked');
    expect((await bearer(one, token)).failure?.code).toBe('token_revoked');
    expect((await ask(one, ofBob)).userId).toBe('bob');
    expect((await ask(one, fresh)).userId).toBe('alice');
    expect((await bearer(other, freshToken)).userId).toBe('alice');
  });

  it('ends one session by its id and leaves the others', async () => {
    const { one, other } = await processes(2, { list });
    const phone = await login(one);
    const laptop = await login(one);
    const id = (await ask(one, phone)).session?.id ?? '';
    await other.revokeSession(id);
    expect((await ask(one, phone)).failure?.code).toBe('token_revoked');
    expect((await ask(one, laptop)).userId).toBe('alice');
    expect((await other.sessions('alice')).map((session) => session.id)).not.toContain(id);
  });

  it('ends one token and leaves the others', async () => {
    const { one, other } = await processes(2, { list });
    const tokens = [await one.createToken('alice'), await one.createToken('alice')];
    await other.revokeToken(tokens[0]!);
    expect((await bearer(one, tokens[0]!)).failure?.code).toBe('token_revoked');
    expect((await bearer(one, tokens[1]!)).userId).toBe('alice');
    expect((await one.verifyToken(tokens[0]!)).ok).toBe(false);
  });

  it('logs everyone out by revokeAll', async () => {
    const { one, other } = await processes(2, { list });
    const cookie = await login(one);
    await other.revokeAll();
    expect((await ask(one, cookie)).failure?.code).toBe('token_revoked');
    expect((await ask(one, await login(one))).userId).toBe('alice');
  });

  it('keeps the session of a renewed cookie revoked', async () => {
    const { one, other } = await processes(2, { list });
    const cookie = await login(one);
    clock.advance('6m');
    const auth = await ask(one, cookie);
    await other.revokeSession(auth.session?.id ?? '');
    expect(auth.take(200).map(([name]) => name)).not.toContain('Set-Cookie');
    const before = await login(one);
    clock.advance('6m');
    const renewing = await ask(one, before);
    const renewed = renewing.take(200).find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
    await other.revokeSession(renewing.session?.id ?? '');
    expect((await ask(one, renewed.split(';', 1)[0] ?? '')).failure?.code).toBe('token_revoked');
  });

  it('ends the session that a login replaces', async () => {
    const { one, other } = await processes(2, { list });
    const before = await login(one);
    const after = await login(one, 'alice', before);
    expect((await ask(other, before)).failure?.code).toBe('token_revoked');
    expect((await ask(other, after)).userId).toBe('alice');
  });
});

describe('a process that holds as many ids as it may', () => {
  async function full(list: typeof denylist) {
    const made = await processes(2, { list, settings: { maxEntries: 1000 } });
    const until = clock() + 3_600_000;
    const kind = list === denylist ? 'session' : 'known';
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      kind,
      id: `own:${index}`,
      user: null,
      until,
    }));
    await made.store.append(entries as never);
    return made;
  }

  it('ends all sessions of a user in place of one, and never another user’s', async () => {
    const { one, other } = await full(denylist);
    const [phone, laptop, ofBob] = [await login(one), await login(one), await login(one, 'bob')];
    await (await ask(one, phone, 'POST')).forget();
    expect((await ask(other, phone)).failure?.code).toBe('token_revoked');
    expect((await ask(other, laptop)).failure?.code).toBe('token_revoked');
    expect((await ask(other, ofBob)).userId).toBe('bob');
    expect((await ask(other, await login(one))).userId).toBe('alice');
  });

  it('refuses to end a session whose user is not known', async () => {
    const { one } = await full(denylist);
    await expect(one.revokeSession('unknown')).rejects.toMatchObject({ code: 'store_unavailable' });
    await one.revokeUser('alice');
    await one.revokeAll();
  });

  it('refuses a login if an allowlist has no room', async () => {
    const { one } = await full(allowlist);
    await expect(login(one)).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(one.createToken('alice')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('sessions', () => {
  it.each([[undefined], [null], [''], [{}]])(
    'rejects with a TypeError for the user id %j, which is no fault of the store',
    async (userId) => {
      const { one } = await processes(1);
      await expect(one.sessions(userId as never)).rejects.toThrow(TypeError);
    },
  );

  it('shows a label that a client wrote too long, cut', async () => {
    const { one } = await processes(1);
    const auth = await ask(one, '', 'POST');
    await auth.remember('alice', {}, { label: 'x'.repeat(10_000) });
    expect((await one.sessions('alice'))[0]?.label).toHaveLength(200);
  });
});

/** A store that can be made to fail. */
function breakable() {
  const store = memoryStore({ clock });
  const state = { isBroken: false };
  const broken = new Proxy(store, {
    get: (target, name) => {
      const method = (target as unknown as Record<PropertyKey, unknown>)[name];
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        state.isBroken && name !== 'close'
          ? Promise.reject(new Error('down'))
          : method.apply(target, args);
    },
  });
  return { store: broken, state };
}

describe('a call that is not awaited', () => {
  it('ends no process when the store fails', async () => {
    const { store, state } = breakable();
    const { one } = await processes(1, { store, refresh: { cookie: { path: '/' } } });
    const pair = await one.issueTokens('alice');
    const auth = await ask(one, await login(one), 'POST');
    const rejected: unknown[] = [];
    const note = (error: unknown): void => void rejected.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    state.isBroken = true;
    const calls = [
      () => auth.revoke(),
      () => auth.forget(),
      () => auth.remember('alice'),
      () => auth.issueTokens('alice'),
      () => auth.refreshTokens(),
      () => one.issueTokens('alice'),
      () => one.refreshTokens(pair.refresh_token),
      () => one.revokeToken(pair.access_token),
      () => one.revokeSession('x'),
      () => one.revokeUser('alice'),
      () => one.revokeAll(),
      () => one.changed('alice'),
      () => one.sessions('alice'),
    ];
    for (const call of calls) void call();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rejected).toEqual([]);
    for (const call of calls) await expect(Promise.resolve(call())).rejects.toThrow();
  });

  it('rejects after close, and does not throw', async () => {
    const { one } = await processes(1);
    await one.close();
    for (const call of [() => one.revokeUser('alice'), () => one.revokeAll()])
      await expect(call()).rejects.toThrow(/closed/);
  });
});

describe('auth.revoke', () => {
  it('is refused for a cookie that another site made the browser send', async () => {
    const { one } = await processes(1);
    const cookie = await login(one);
    const forged = await one.authenticate(
      requestView({ method: 'POST', headers: { cookie, 'sec-fetch-site': 'cross-site' } }),
    );
    await expect(forged.revoke()).rejects.toMatchObject({ code: 'cross_origin_refused' });
    expect((await ask(one, cookie)).userId).toBe('alice');
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { createSecurity } from '../../src/config/create-security.ts';
import type { EndReason, SecurityEvent, SecurityOptions } from '../../src/index.ts';
import { cookiePolicy, denylist, headerPolicy, memoryStore } from '../../src/index.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { testClock } from '../../src/testing/clock.ts';
import { ownAndOthers, tokenBy } from '../support/providers.ts';
import { bearer, COOKIE, SECRET, START, view } from '../support/security.ts';
import { interferedStore } from '../support/unreliable-store.ts';

/** Processes that share a store, with a clock that is turned by hand and timers that are too. */
async function setUp(count = 1, options: Partial<SecurityOptions> = {}) {
  const clock = testClock();
  const store = memoryStore({ clock });
  const events: SecurityEvent[] = [];
  const keep = (event: object): void => void events.push(event as SecurityEvent);
  const securities = Array.from({ length: count }, () =>
    createSecurity({
      privateKey: SECRET,
      clock,
      audit: 'off',
      expiration: '1m',
      logger: { warn: keep, error: keep },
      policies: [headerPolicy(), cookiePolicy({ sessionLifetime: '2m' })],
      revocation: denylist(store),
      ...options,
    } as SecurityOptions),
  );
  onTestFinished(async () => {
    for (const security of securities) await security.close();
  });
  for (const security of securities) await security.ready();
  const [one] = securities as [(typeof securities)[number]];
  const other = securities.at(-1) as typeof one;
  const open = async (token: string, security = one) => {
    const ended: EndReason[] = [];
    const auth = await security.authenticate(bearer(token));
    const stop = auth.onEnd((reason) => ended.push(reason));
    return { auth, ended, stop };
  };
  return { one, other, clock, store, events, open };
}

/** Replaces the timers, and lets time pass on both clocks. */
function turnable(clock: ReturnType<typeof testClock>) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  return (seconds: number): void => {
    clock.advance(seconds);
    vi.advanceTimersByTime(seconds * 1000);
  };
}

describe('auth.onEnd', () => {
  it('calls once when the token expires', async () => {
    const { one, clock, open } = await setUp(1, { revocation: undefined });
    const wait = turnable(clock);
    const { ended } = await open(await one.createToken('alice'));
    wait(59);
    expect(ended).toEqual([]);
    wait(1);
    expect(ended).toEqual(['expired']);
    wait(600);
    expect(ended).toEqual(['expired']);
  });

  it('reads exp of the token, also behind a schema that drops it, and adds the leeway', async () => {
    const claims = z.object({ sub: z.string() });
    const { one, clock, open } = await setUp(1, { revocation: undefined, claims, leeway: '10s' });
    const wait = turnable(clock);
    const { auth, ended } = await open(await one.createToken('alice'));
    expect(auth.claims).toEqual({ sub: 'alice' });
    wait(69);
    expect(ended).toEqual([]);
    wait(1);
    expect(ended).toEqual(['expired']);
  });

  it('counts maxTokenAge, and the lifetime of a session in a cookie', async () => {
    const { one, clock, open } = await setUp(1, { revocation: undefined, maxTokenAge: '30s' });
    const wait = turnable(clock);
    const { ended } = await open(await one.createToken('alice'));
    wait(30);
    expect(ended).toEqual(['expired']);
    const { one: long, clock: later } = await setUp(1, {
      revocation: undefined,
      expiration: 'never',
    });
    const auth = await long.authenticate(view({ 'sec-fetch-site': 'same-origin' }));
    await auth.remember('alice', {});
    const cookie = auth.take(200).find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
    expect(cookie).toContain(COOKIE);
    const again = await long.authenticate(view({ cookie: cookie.split(';')[0] as string }));
    const reasons: EndReason[] = [];
    again.onEnd((reason) => reasons.push(reason));
    later.advance(119);
    vi.advanceTimersByTime(119_000);
    expect(reasons).toEqual([]);
    later.advance(1);
    vi.advanceTimersByTime(1000);
    expect(reasons).toEqual(['expired']);
  });

  it('waits for years without a timer that fires at once', async () => {
    const { one, clock, open } = await setUp(1, { revocation: undefined });
    const wait = turnable(clock);
    const { ended } = await open(await one.createToken('alice', {}, { expiration: '3650d' }));
    wait(3600);
    expect(ended).toEqual([]);
    clock.advance('3650d');
    wait(1);
    expect(ended).toEqual(['expired']);
  });

  it('sees within a second that the clock was set', async () => {
    const { one, clock, open } = await setUp(1, { revocation: undefined });
    turnable(clock);
    const { ended } = await open(await one.createToken('alice'));
    clock.advance('1h');
    vi.advanceTimersByTime(1000);
    expect(ended).toEqual(['expired']);
  });

  it('stops when the returned function is called, and once only', async () => {
    const { one, open } = await setUp();
    const { ended, stop } = await open(await one.createToken('alice'));
    stop();
    stop();
    await one.revokeUser('alice');
    expect(ended).toEqual([]);
    expect(wiringOf(one).ends.size).toBe(0);
  });

  it('ends all when the security is closed, also those that begin to listen later', async () => {
    const { one, open } = await setUp();
    const { auth, ended } = await open(await one.createToken('alice'));
    const anonymous = await one.authenticate(view());
    anonymous.onEnd((reason) => ended.push(reason));
    await one.close();
    expect(ended).toEqual(['closed', 'closed']);
    auth.onEnd((reason) => ended.push(reason));
    expect(ended).toHaveLength(2);
    await pause(0);
    expect(ended).toEqual(['closed', 'closed', 'closed']);
  });

  it('reports what a callback throws, and what its promise rejects with', async () => {
    const { one, events } = await setUp();
    const auth = await one.authenticate(bearer(await one.createToken('alice')));
    auth.onEnd(() => {
      throw new Error('thrown');
    });
    auth.onEnd(() => Promise.reject(new Error('rejected')));
    await one.revokeUser('alice');
    await pause(0);
    expect(events.map((event) => [event.event, (event as { err?: Error }).err?.message])).toEqual([
      ['handler_failed', 'thrown'],
      ['handler_failed', 'rejected'],
    ]);
  });

  it('takes functions only', async () => {
    const { one } = await setUp();
    const auth = await one.authenticate(view());
    expect(() => auth.onEnd(undefined as never)).toThrow(/takes a function/);
  });

  it('does not keep 10,000 listeners that were stopped', async () => {
    const { one } = await setUp();
    const auth = await one.authenticate(bearer(await one.createToken('alice')));
    const { ends, live } = wiringOf(one);
    const stops = Array.from({ length: 10_000 }, () => auth.onEnd(() => undefined));
    expect([ends.size, live?.watched.size]).toEqual([10_000, 10_000]);
    for (const stop of stops) stop();
    expect([ends.size, live?.watched.size, live?.watched.indexed]).toEqual([0, 0, 0]);
  });
});

describe('auth.onEnd with a revocation', () => {
  it.each([
    ['its token', (one, token) => one.revokeToken(token)],
    ['its user', (one) => one.revokeUser('alice')],
    ['everyone', (one) => one.revokeAll()],
  ] satisfies [
    string,
    (one: Awaited<ReturnType<typeof setUp>>['one'], token: string) => unknown,
  ][])('ends when %s is revoked by another process', async (_, revoke) => {
    const { one, other, open } = await setUp(2);
    const token = await one.createToken('alice');
    const { ended } = await open(token);
    const bystander = await open(await one.createToken('bob'));
    await revoke(other, token);
    await vi.waitFor(() => expect(ended).toEqual(['revoked']));
    expect(bystander.ended).toEqual(revoke.toString().includes('All') ? ['revoked'] : []);
    expect(wiringOf(one).live?.watched.size).toBe(bystander.ended.length === 0 ? 1 : 0);
  });

  it('ends when its session is revoked, and leaves others of the user', async () => {
    const { one, other } = await setUp(2, { refresh: {} });
    const [first, second] = [await one.issueTokens('alice'), await one.issueTokens('alice')];
    const ended: string[] = [];
    for (const [name, pair] of Object.entries({ first, second })) {
      const auth = await one.authenticateToken(pair.access_token);
      auth.onEnd((reason) => ended.push(`${name} ${reason}`));
    }
    const { session } = await one.authenticateToken(first.access_token);
    await other.revokeSession(session?.id as string);
    await vi.waitFor(() => expect(ended).toEqual(['first revoked']));
  });

  it('ends when it was revoked between the request and the call', async () => {
    const { one } = await setUp();
    const auth = await one.authenticate(bearer(await one.createToken('alice')));
    await one.revokeUser('alice');
    const ended: EndReason[] = [];
    auth.onEnd((reason) => ended.push(reason));
    expect(ended).toEqual([]);
    await pause(0);
    expect(ended).toEqual(['revoked']);
  });

  it('goes on after a login that replaces another session of the user', async () => {
    const { one, open } = await setUp();
    const { ended } = await open(await one.createToken('alice'));
    await one.revokeUser('al');
    await one.revokeUser('alice2');
    await one.changed('alice');
    expect(ended).toEqual([]);
  });
});

describe('auth.onEnd with a store that fails', () => {
  /** A store that answers, is silent, or fails, as a test says. */
  async function failing() {
    let mode: 'answers' | 'silent' | 'fails' = 'answers';
    const calls: string[] = [];
    const store = interferedStore(memoryStore(), (name, run) => {
      if (mode !== 'answers') calls.push(name);
      if (mode === 'silent') return new Promise(() => undefined);
      return mode === 'answers' ? run() : Promise.reject(new Error('no connection'));
    });
    const revocation = denylist(store, { bound: 0.2, deadline: 50 });
    const set = await setUp(1, { clock: () => Date.now(), revocation });
    const { ended } = await set.open(await set.one.createToken('alice'));
    return { ...set, ended, calls, become: (next: typeof mode) => void (mode = next) };
  }

  it.each(['silent', 'fails'] as const)(
    'ends once the process cannot know any more what was revoked, if the store %s',
    async (how) => {
      const { ended, become, one } = await failing();
      become(how);
      await vi.waitFor(() => expect(ended).toEqual(['unavailable']), { timeout: 3000 });
      expect(wiringOf(one).live?.watched.size).toBe(0);
      become('answers');
    },
  );

  it('goes on if the store answers before the bound is over', async () => {
    const { ended, become } = await failing();
    become('fails');
    await pause(60);
    become('answers');
    await pause(500);
    expect(ended).toEqual([]);
  });

  it('asks the store first for one that begins to listen when the knowledge is too old', async () => {
    const clock = testClock();
    const { one } = await setUp(1, { clock });
    const auth = await one.authenticate(bearer(await one.createToken('alice')));
    clock.advance('10s');
    const ended: EndReason[] = [];
    auth.onEnd((reason) => ended.push(reason));
    await pause(20);
    expect([ended, wiringOf(one).live?.watched.size]).toEqual([[], 1]);
  });
});

describe('auth.onEnd of a token of another issuer', () => {
  it('ends when the user of ours is revoked whom userId has found', async () => {
    const clock = () => START;
    const store = memoryStore({ clock });
    const mapped = ownAndOthers(
      { userId: () => 'alice', maxTokenAge: '1h' },
      { clock, revocation: denylist(store, { cutOffIfEmpty: false }) },
    );
    onTestFinished(() => mapped.security.close());
    await mapped.security.ready();
    const auth = await mapped.security.authenticate(bearer(tokenBy('a', { sub: 'somebody' })));
    const ended: EndReason[] = [];
    auth.onEnd((reason) => ended.push(reason));
    expect(auth.userId).toBe('alice');
    await mapped.security.revokeUser('bob');
    expect(ended).toEqual([]);
    await mapped.security.revokeUser('alice');
    expect(ended).toEqual(['revoked']);
  });
});

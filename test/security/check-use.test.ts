import { describe, expect, it } from 'vitest';
import {
  Allow,
  denylist,
  allowlist,
  headerPolicy,
  memoryStore,
  ticketPolicy,
  user,
} from '../../src/index.ts';
import type { Resource, Security, SecurityOptions } from '../../src/index.ts';
import type { Store } from '../../src/stores/model/store.ts';
import { hold } from '../../src/adapters/kit/hold.ts';
import { uncountedView } from '../../src/adapters/kit/handshake-view.ts';
import { interferedStore } from '../support/unreliable-store.ts';
import { bearer, handMade, NOW, setUp, view } from '../support/security.ts';

const root: Resource = { acl: [[Allow, user('alice'), 'read']] };
const LIMITED = { alg: 'HS512', typ: 'limited+jwt' };
const TICKET = { alg: 'HS512', typ: 'ticket+jwt' };
let made = 0;

/** A token that may be used some times, of a session that began long after every cut-off. */
function counted(uses: number, more: object = {}, header: object = LIMITED): string {
  const claims = { sub: 'alice', iat: NOW, exp: NOW + 60, jti: `token-${made++}` };
  return handMade({ ...claims, lim: { uses }, ...more }, header as { alg: string });
}

function withStore(store: Store = memoryStore({ clock: () => NOW * 1000 }), more: object = {}) {
  return setUp({
    root,
    policies: [headerPolicy(), ticketPolicy()],
    revocation: denylist(store, { cutOffIfEmpty: false, deadline: 20, ...more }),
  } as Partial<SecurityOptions>);
}

const codeOf = async (security: Security, token: string): Promise<string> => {
  const auth = await security.authenticate(bearer(token));
  return auth.failure?.code ?? String(auth.userId);
};

describe('a token that may be used a limited number of times', () => {
  it('authenticates up to that number of requests', async () => {
    const { security } = withStore();
    const token = counted(3);
    const codes = [];
    for (let use = 0; use < 5; use++) codes.push(await codeOf(security, token));
    expect(codes).toEqual(['alice', 'alice', 'alice', 'token_revoked', 'token_revoked']);
    const auth = await security.authenticate(bearer(token));
    expect(auth.failure?.reason).toMatch(/used as often as it may be/);
    await security.close();
  });

  it('authenticates one of fifty requests at once, in two processes', async () => {
    const store = memoryStore({ clock: () => NOW * 1000 });
    const both = [withStore(store), withStore(store)];
    const token = counted(1);
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => codeOf(both[index % 2]!.security, token)),
    );
    expect(codes.filter((code) => code === 'alice')).toHaveLength(1);
    for (const { security } of both) await security.close();
  });

  it('is counted by its own id, and not by that of its session', async () => {
    const { security } = withStore();
    const tokens = [counted(1, { sid: 'session' }), counted(1, { sid: 'session' })];
    for (const token of tokens) expect(await codeOf(security, token)).toBe('alice');
    for (const token of tokens) expect(await codeOf(security, token)).toBe('token_revoked');
    await security.close();
  });

  it('is counted in every way to be authenticated', async () => {
    const { security } = withStore();
    const token = counted(4);
    const ticket = counted(1, {}, TICKET);
    expect((await security.authenticate(bearer(token))).userId).toBe('alice');
    expect((await security.authenticateToken(token)).userId).toBe('alice');
    expect((await security.verifyToken(token, { kind: 'limited' })).ok).toBe(true);
    expect((await security.authenticate(bearer(token, { method: 'HEAD' }))).userId).toBe('alice');
    expect(await codeOf(security, token)).toBe('token_revoked');
    const at = view({}, { url: `/?ticket=${ticket}` });
    expect((await security.authenticate(at)).userId).toBe('alice');
    expect((await security.authenticate(at)).failure?.code).toBe('token_revoked');
    await security.close();
  });

  it('is counted neither if it is refused before, nor if it was revoked', async () => {
    const { security, wait } = withStore();
    const token = counted(1);
    expect((await security.verifyToken(token)).ok).toBe(false);
    expect(await codeOf(security, `${token}x`)).toBe('token_signature_invalid');
    expect(await codeOf(security, token)).toBe('alice');
    const calls: string[] = [];
    const store = interferedStore(memoryStore({ clock: () => NOW * 1000 }), (name, run) => {
      calls.push(name);
      return run();
    });
    const counting = withStore(store);
    const revoked = counted(1);
    await counting.security.revokeToken(revoked);
    expect(await codeOf(counting.security, revoked)).toBe('token_revoked');
    expect(calls).not.toContain('countUse');
    wait(120);
    expect(await codeOf(security, token)).toBe('token_expired');
    for (const each of [security, counting.security]) await each.close();
  });

  it('is refused if it cannot be counted: no store, no jti', async () => {
    const without = setUp({ root });
    expect(await codeOf(without.security, counted(1))).toBe('token_claims_invalid');
    const { security } = withStore();
    expect(await codeOf(security, counted(1, { jti: undefined, sid: 'session' }))).toBe(
      'token_claims_invalid',
    );
    await security.close();
  });

  it.each([
    ['fails', () => Promise.reject(new Error('away'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is refused with 503 if the store %s, and the callback is not asked', async (_, answer) => {
    let asked = 0;
    const store = interferedStore(memoryStore({ clock: () => NOW * 1000 }), (name, run) =>
      name === 'countUse' ? (answer() as Promise<unknown>) : run(),
    );
    const { security } = setUp({
      root,
      revocation: denylist(store, { cutOffIfEmpty: false, deadline: 20 }),
      callback: () => {
        asked++;
        return [];
      },
    } as Partial<SecurityOptions>);
    expect(await codeOf(security, counted(1))).toBe('store_unavailable');
    expect(asked).toBe(0);
    await security.close();
  });

  it('is counted until it has expired', async () => {
    const store = memoryStore({ clock: () => (NOW + 200) * 1000 });
    let until: unknown;
    const seen = interferedStore(store, (name, run) => run());
    const spied: Store = new Proxy(seen, {
      get: (target, name: keyof Store) =>
        name === 'countUse'
          ? (id: string, most: number, end: number | null) => {
              until = end;
              return target.countUse(id, most, end);
            }
          : target[name],
    });
    const { security } = setUp({
      root,
      leeway: 5,
      revocation: denylist(spied, { cutOffIfEmpty: false }),
    } as Partial<SecurityOptions>);
    expect(await codeOf(security, counted(1))).toBe('alice');
    expect(until).toBe((NOW + 65) * 1000);
    await security.close();
  });

  it('is still not taken if an allowlist does not know it', async () => {
    const { security } = setUp({
      root,
      revocation: allowlist(memoryStore({ clock: () => NOW * 1000 }), { cutOffIfEmpty: false }),
    } as Partial<SecurityOptions>);
    expect(await codeOf(security, counted(1))).toBe('token_revoked');
    await security.close();
  });
});

describe('a connection with such a token', () => {
  it('uses it once, however often it asks again whether the token is good', async () => {
    const { security } = withStore();
    const token = counted(2);
    const ends: string[] = [];
    const callbacks = { onEnd: (reason: string) => void ends.push(reason) };
    const held = await hold(security, { view: bearer(token), token: null }, callbacks);
    for (let time = 0; time < 5; time++) await held.check();
    await security.changed('alice');
    await held.pending;
    expect([held.ended, held.auth.userId]).toEqual([null, 'alice']);
    const other = await hold(security, { view: view(), token }, callbacks);
    await other.check();
    expect(other.ended).toBeNull();
    await expect(hold(security, { view: view(), token }, callbacks)).rejects.toMatchObject({
      code: 'token_revoked',
    });
    held.release();
    other.release();
    await security.close();
  });

  it('uses another one once that comes in a message', async () => {
    const { security } = withStore();
    const [first, next] = [counted(1), counted(1)];
    const held = await hold(security, { view: view(), token: first }, { onEnd: () => {} });
    expect(await held.swap(next)).toBeNull();
    await held.check();
    expect(held.ended).toBeNull();
    expect(await held.swap(next)).toMatchObject({ code: 'token_revoked' });
    expect(held.ended).toBe('refused');
    await security.close();
  });

  it('ends when it is revoked', async () => {
    const { security } = withStore();
    const token = counted(1);
    const ended = new Promise((resolve) => {
      void hold(security, { view: bearer(token), token: null }, { onEnd: resolve });
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await security.revokeToken(token);
    expect(await ended).toBe('revoked');
    await security.close();
  });
});

describe('a request that another authentication counts', () => {
  it('uses nothing of the token', async () => {
    const { security } = withStore();
    const token = counted(1);
    for (let time = 0; time < 3; time++)
      expect((await security.authenticate(uncountedView(bearer(token)))).userId).toBe('alice');
    expect(await codeOf(security, token)).toBe('alice');
    expect(await codeOf(security, token)).toBe('token_revoked');
    await security.close();
  });
});

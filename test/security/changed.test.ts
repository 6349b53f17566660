import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecurity } from '../../src/config/create-security.ts';
import { denylist } from '../../src/sessions/lists.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Store } from '../../src/stores/model/store.ts';
import { bearer, SECRET } from '../support/security.ts';

const quiet = { warn: () => undefined, error: () => undefined };

/** A process with users whose roles are in a database. */
async function start(
  store: Store,
  roles: Map<string, readonly string[]>,
  query = async (read: () => readonly string[] | null) => read(),
) {
  const loaded: (string | number)[] = [];
  const security = createSecurity({
    privateKey: SECRET,
    audit: 'off',
    logger: quiet,
    revocation: denylist(store),
    callback: {
      load: async (userId) => {
        loaded.push(userId);
        return query(() => roles.get(String(userId)) ?? null);
      },
      cacheFor: '1d',
    },
  });
  onTestFinished(() => security.close());
  await security.ready();
  const ask = async (token: string) => {
    const auth = await security.authenticate(bearer(token));
    return auth.failure?.code ?? auth.principals.slice(3).join(' ');
  };
  return { security, loaded, ask };
}

async function twoProcesses(store: Store = memoryStore()) {
  const roles = new Map([
    ['alice', ['role:admin']],
    ['bob', ['role:staff']],
  ]);
  const one = await start(store, roles);
  const other = await start(store, roles);
  const alice = await one.security.createToken('alice');
  const bob = await one.security.createToken('bob');
  for (const { ask } of [one, other]) {
    expect(await ask(alice)).toBe('role:admin');
    expect(await ask(bob)).toBe('role:staff');
  }
  return { roles, one, other, alice, bob };
}

/** Waits until a condition holds, at most a second: the bound within which changes count. */
async function within(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It did not happen within a second.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('changed', () => {
  it('lets every process load the user once more, and no other user', async () => {
    const { roles, one, other, alice, bob } = await twoProcesses();
    roles.set('alice', []);
    await one.security.changed('alice');
    expect(await one.ask(alice)).toBe('');
    await within(async () => (await other.ask(alice)) === '');
    for (let n = 0; n < 20; n++)
      for (const { ask } of [one, other]) {
        expect(await ask(alice)).toBe('');
        expect(await ask(bob)).toBe('role:staff');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    for (const { loaded } of [one, other]) expect(loaded).toEqual(['alice', 'bob', 'alice']);
  });

  it('counts again each time it is called', async () => {
    const { roles, one, other, alice } = await twoProcesses();
    for (const role of ['role:x', 'role:y', 'role:z']) {
      roles.set('alice', [role]);
      await one.security.changed('alice');
      expect(await one.ask(alice)).toBe(role);
      await within(async () => (await other.ask(alice)) === role);
    }
    for (const { loaded } of [one, other]) expect(loaded).toHaveLength(5);
  });

  it('discards what another process had begun to load before, in a promise that comes later', async () => {
    const store = memoryStore();
    const roles = new Map([['alice', ['role:admin']]]);
    const one = await start(store, roles);
    const answers: (() => void)[] = [];
    const other = await start(store, roles, async (read) => {
      const found = read();
      await new Promise<void>((resolve) => answers.push(resolve));
      return found;
    });
    const alice = await one.security.createToken('alice');
    const waiting = other.ask(alice);
    await within(async () => answers.length === 1);
    roles.set('alice', []);
    await one.security.changed('alice');
    await new Promise((resolve) => setTimeout(resolve, 50));
    answers[0]?.();
    await within(async () => answers.length === 2);
    answers[1]?.();
    expect(await waiting).toBe('');
    expect(other.loaded).toEqual(['alice', 'alice']);
  });

  it('counts here at once and only once if the feed is slow', async () => {
    const store = memoryStore();
    const changes = store.changes.bind(store);
    store.changes = async (after, waitMs) => {
      const answer = await changes(after, waitMs);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, 60));
      return answer;
    };
    const { roles, one, alice } = await twoProcesses(store);
    roles.set('alice', []);
    await one.security.changed('alice');
    for (let n = 0; n < 30; n++) {
      expect(await one.ask(alice)).toBe('');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(one.loaded).toEqual(['alice', 'bob', 'alice']);
  });

  it('refuses a user who was removed', async () => {
    const { roles, one, other, alice } = await twoProcesses();
    roles.delete('alice');
    await other.security.changed('alice');
    expect(await other.ask(alice)).toBe('user_unknown');
    await within(async () => (await one.ask(alice)) === 'user_unknown');
  });

  it('counts here also if the store fails, and says that others may not know', async () => {
    const store = memoryStore();
    const { roles, one, alice } = await twoProcesses(store);
    roles.set('alice', []);
    store.append = async () => Promise.reject(new Error('down'));
    await expect(one.security.changed('alice')).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(await one.ask(alice)).toBe('');
  });

  it('loads no user again because another one logs out', async () => {
    const { one, other, alice, bob } = await twoProcesses();
    await one.security.revokeToken(bob);
    await within(async () => (await other.ask(bob)) === 'token_revoked');
    expect(await other.ask(alice)).toBe('role:admin');
    expect(other.loaded).toEqual(['alice', 'bob']);
  });
});

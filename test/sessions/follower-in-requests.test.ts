import { describe, expect, it } from 'vitest';
import { Follower } from '../../src/sessions/follower.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Store } from '../../src/stores/model/store.ts';
import { interferedStore } from '../support/unreliable-store.ts';

const revoked = { kind: 'session', id: 'own:1', user: null, until: null } as const;

/** A follower where nothing goes on between requests, and what it called. */
function follow(interfere: (name: keyof Store) => Promise<unknown> = async () => undefined) {
  const calls: string[] = [];
  const applied: string[] = [];
  const failures: unknown[] = [];
  const store = memoryStore();
  const watched = interferedStore(store, async (name, run) => {
    calls.push(name);
    await interfere(name);
    return run();
  });
  let now = 1_700_000_000_000;
  const follower = new Follower(
    watched,
    () => now,
    { bound: 1000, deadline: 50, cutOff: false, onlyInRequests: true },
    {
      apply: ({ entries }) => void applied.push(...entries.map(({ id }) => id)),
      recovered: () => void calls.push('recovered'),
      outdated: () => {},
      failed: (error) => void failures.push(error),
      found: () => {},
    },
  );
  follower.start();
  return {
    follower,
    store,
    calls,
    applied,
    failures,
    isFresh: () => follower.proof.isFresh(now),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('a Follower where nothing goes on between requests', () => {
  it('calls the store only when a request needs it, and opens it once', async () => {
    const { follower, calls, isFresh, pass } = follow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([calls, isFresh()]).toEqual([[], false]);
    await follower.catchUp();
    expect([calls, isFresh()]).toEqual([['open', 'changes'], true]);
    pass(1001);
    expect(isFresh()).toBe(false);
    await follower.catchUp();
    expect(calls).toEqual(['open', 'changes', 'changes']);
  });

  it('hears what others revoked by the next ask', async () => {
    const { follower, store, applied } = follow();
    await follower.ready();
    await store.append([revoked]);
    await follower.catchUp();
    expect(applied).toEqual(['own:1']);
  });

  it('shares no ask, which may have ended with the request that began it', async () => {
    let hangs = true;
    const { follower, isFresh } = follow(() =>
      hangs ? new Promise(() => {}) : Promise.resolve(undefined),
    );
    const first = follower.catchUp();
    hangs = false;
    await follower.catchUp();
    expect(isFresh()).toBe(true);
    await expect(first).rejects.toMatchObject({ name: 'DeadlineError' });
  });

  it('applies an entry once if several requests ask at the same time', async () => {
    const { follower, store, applied } = follow();
    await follower.ready();
    await store.append([revoked]);
    await Promise.all([1, 2, 3].map(() => follower.catchUp()));
    expect(applied).toEqual(['own:1']);
  });

  it('is not fresh without an answer, and opens the store again after a failure', async () => {
    let fails = true;
    const { follower, calls, failures, isFresh } = follow(async (name) => {
      if (fails && name === 'open') throw new Error('away');
    });
    await expect(follower.ready()).rejects.toThrow('away');
    await expect(follower.catchUp()).rejects.toThrow('away');
    expect([failures.length, isFresh()]).toEqual([1, false]);
    fails = false;
    await follower.askAgain();
    expect([calls.at(-1), isFresh()]).toEqual(['recovered', true]);
  });
});

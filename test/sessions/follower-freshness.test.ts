import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FollowerEvents } from '../../src/sessions/follower.ts';
import { Follower } from '../../src/sessions/follower.ts';
import type { Entry } from '../../src/stores/model/entry.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Changes, Store } from '../../src/stores/model/store.ts';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

type Answer = (after: string | null, waitMs: number) => Promise<Changes>;

/** A store whose answers to `changes` a test gives. */
function storeOf(changes: Answer): Store {
  const store = memoryStore();
  return new Proxy(store, {
    get(target, name) {
      if (name === 'changes') return changes;
      const value: unknown = target[name as keyof Store];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function follow(changes: Answer, settings = {}, clock = () => Date.now()) {
  const applied: Entry[] = [];
  const failures: unknown[] = [];
  /** How many failures were known each time that the last answer became too old. */
  const outdated: number[] = [];
  const events: FollowerEvents = {
    apply: ({ entries }) => void applied.push(...entries),
    recovered: () => {},
    outdated: () => void outdated.push(failures.length),
    failed: (error) => void failures.push(error),
    found: () => {},
  };
  const given = { bound: 1000, deadline: 250, cutOff: true, onlyInRequests: false, ...settings };
  const follower = new Follower(storeOf(changes), clock, given, events);
  onTestFinished(() => follower.close());
  follower.start();
  return { follower, applied, failures, outdated };
}

const cutOffAt = (at: number): Entry => ({ kind: 'all', id: '', user: null, until: null, at });

function page(generation: string, position: string, more: Partial<Changes> = {}): Changes {
  return { generation, position, entries: [], whole: false, more: false, ...more };
}

/** Waits as a store does that has nothing new. */
async function idle(waitMs: number, changes: Changes): Promise<Changes> {
  await pause(waitMs);
  return changes;
}

describe('Freshness of a Follower', () => {
  it('says that its knowledge is too old at the bound, and not when a silent store has failed', async () => {
    const { follower, outdated } = follow(
      async (_after, waitMs) => (waitMs > 0 ? new Promise(() => {}) : page('one', 'last')),
      { bound: 50 },
    );
    await follower.ready();
    await vi.waitFor(() => expect(outdated).toEqual([0]));
  });

  it('reads another content from its begin before a request counts as up to date', async () => {
    let generation = 'one';
    const asked: (string | null)[] = [];
    const { follower, applied } = follow(async (after, waitMs) => {
      // Only requests ask below: the process itself hears nothing.
      if (waitMs > 0) return new Promise(() => {});
      asked.push(after);
      const whole = after === null;
      const entries = whole ? [cutOffAt(generation === 'one' ? 1 : 2)] : [];
      return page(generation, 'last', { whole, entries });
    });
    await follower.ready();
    generation = 'two';
    await follower.catchUp();
    expect(asked).toEqual([null, 'last', null]);
    expect(applied.map(({ at }) => at)).toEqual([1, 2]);
  });

  it('believes another content only if its cut-off is later than that of the one before', async () => {
    let generation = 'one';
    let at = 5;
    const { follower } = follow((after, waitMs) =>
      idle(waitMs, page(generation, 'last', { whole: after === null, entries: [cutOffAt(at)] })),
    );
    await follower.ready();
    generation = 'two';
    await expect(follower.catchUp()).rejects.toThrow('another content');
    expect(follower.proof.isFresh(Date.now())).toBe(false);
    at = 6;
    await follower.askAgain();
    expect(follower.proof.isFresh(Date.now())).toBe(true);
  });

  it('does not share an ask that began longer ago than the bound', async () => {
    let calls = 0;
    const { follower } = follow(
      async (after, waitMs) => {
        if (after === null) return page('one', 'last', { whole: true });
        if (waitMs > 0) return new Promise(() => {});
        if (++calls === 1) await pause(500);
        return page('one', 'last');
      },
      { bound: 200, deadline: 2000 },
    );
    await follower.ready();
    const first = follower.catchUp();
    await pause(300);
    await follower.catchUp();
    expect(calls).toBe(2);
    await first;
  });

  it('counts as fresh only within the bound of when it asked, not of when it was answered', async () => {
    const { follower } = follow(
      async (after, waitMs) => {
        if (after !== null && waitMs > 0) return new Promise(() => {});
        await pause(300);
        return page('one', 'last', { whole: after === null });
      },
      { bound: 200, deadline: 2000 },
    );
    await follower.ready();
    expect(follower.proof.isFresh(Date.now())).toBe(false);
  });

  it('does not count as fresh if the clock is set by more than the bound', async () => {
    let offset = 0;
    const answer: Answer = (after, waitMs) =>
      idle(waitMs, page('one', 'last', { whole: after === null }));
    const { follower } = follow(answer, {}, () => Date.now() + offset);
    await follower.ready();
    for (offset of [3_600_000, -3_600_000]) {
      expect(follower.proof.isFresh(Date.now() + offset)).toBe(false);
      await follower.catchUp();
      expect(follower.proof.isFresh(Date.now() + offset)).toBe(true);
    }
  });

  it('asks again at once if all requests before were given up', async () => {
    let answers = false;
    const { follower } = follow(
      (after) =>
        answers
          ? Promise.resolve(page('one', 'last', { whole: after === null }))
          : Promise.reject(new Error('away')),
      { deadline: 50 },
    );
    await expect(follower.catchUp()).rejects.toThrow();
    answers = true;
    await follower.ready();
    await follower.askAgain();
    expect(follower.proof.isFresh(Date.now())).toBe(true);
  });
});

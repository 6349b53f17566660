import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { Follower } from '../../src/sessions/follower.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Changes, Store } from '../../src/stores/model/store.ts';
import { StoreLostError } from '../../src/stores/model/store.ts';
import { testClock } from '../../src/testing/clock.ts';

interface Reported {
  readonly failures: unknown[];
  readonly entries: string[];
  recovered: number;
}

/** A follower of a store of which some methods are replaced. */
function follow(changes: Partial<Store> = {}, settings: { readonly deadline?: number } = {}) {
  const clock = testClock();
  const store = memoryStore({ clock });
  const reported: Reported = { failures: [], entries: [], recovered: 0 };
  const broken = new Proxy(store, {
    get(target, name: keyof Store) {
      const replaced = changes[name];
      const method = (replaced ?? target[name]) as unknown;
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
  const follower = new Follower(
    broken,
    clock,
    { bound: 1000, deadline: settings.deadline ?? 250, cutOff: false, onlyInRequests: false },
    {
      apply: ({ entries }) => reported.entries.push(...entries.map(({ id }) => id)),
      recovered: () => reported.recovered++,
      outdated: () => {},
      failed: (error) => reported.failures.push(error),
      found: () => undefined,
    },
  );
  onTestFinished(async () => {
    follower.close();
    await store.close();
  });
  follower.start();
  return { follower, store, clock, reported, changes };
}

const entry = (id: string) => ({ kind: 'session', id, user: null, until: null }) as const;

describe('Follower', () => {
  it('reads all entries before it is ready, and each later one', async () => {
    const { follower, store, clock, reported } = follow();
    await follower.ready();
    expect(follower.proof.isFresh(clock())).toBe(true);
    await store.append([entry('one')]);
    await follower.catchUp();
    expect(reported.entries).toContain('one');
  });

  it('applies each entry once, though two calls of the store bring it', async () => {
    const slow: Partial<Store> = {};
    const { follower, store, reported } = follow(slow);
    await follower.ready();
    slow.changes = async (after, waitMs) => {
      const answer = await store.changes(after, waitMs);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, 30));
      return answer;
    };
    await store.append([entry('wakes the follower, which then is slow')]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await store.append([entry('one')]);
    await follower.catchUp();
    expect(reported.entries).toContain('one');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(reported.entries.filter((id) => id === 'one')).toHaveLength(1);
  });

  it('is not fresh before it has read, and not after the bound', async () => {
    const { follower, clock } = follow();
    expect(follower.proof.isFresh(clock())).toBe(false);
    await follower.ready();
    expect(follower.proof.isFresh(clock() + 1000)).toBe(true);
    expect(follower.proof.isFresh(clock() + 1001)).toBe(false);
  });

  it('is not fresh if the clock was set back by more than the bound', async () => {
    const { follower, clock } = follow();
    await follower.ready();
    expect(follower.proof.isFresh(clock() - 3_600_000)).toBe(false);
  });

  it('refuses within the deadline if the store never answers, and asks once for all', async () => {
    let asked = 0;
    const { follower } = follow(
      {
        changes: () => {
          asked++;
          return new Promise<Changes>(() => undefined);
        },
      },
      { deadline: 20 },
    );
    const waiting = Array.from({ length: 50 }, () => follower.catchUp());
    const answers = await Promise.allSettled(waiting);
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toBe(1);
  });

  it('does not ask again at once after a failure', async () => {
    let asked = 0;
    const broken: Partial<Store> = {};
    const { follower, clock } = follow(broken);
    await follower.ready();
    broken.changes = async () => {
      asked++;
      throw new Error('down');
    };
    clock.advance(5);
    for (let round = 0; round < 100; round++) await expect(follower.catchUp()).rejects.toThrow();
    expect(asked).toBeLessThan(5);
  });

  it('reports one failure in a row, and that the store answers again', async () => {
    const broken: Partial<Store> = {};
    const { follower, reported, store } = follow(broken);
    await follower.ready();
    broken.changes = async () => {
      throw new Error('down');
    };
    await store.append([entry('wakes the follower')]);
    await until(() => reported.failures.length > 0);
    delete broken.changes;
    await until(() => reported.recovered > 0);
    expect(reported.failures).toHaveLength(1);
  });

  it('knows nothing from the moment the content is lost', async () => {
    const broken: Partial<Store> = {};
    const { follower, clock, store, reported } = follow(broken);
    await follower.ready();
    broken.changes = async () => {
      throw new StoreLostError('gone');
    };
    await store.append([entry('wakes the follower')]);
    await until(() => reported.failures.length > 0);
    expect(follower.proof.isFresh(clock())).toBe(false);
    await expect(follower.catchUp()).rejects.toThrow(StoreLostError);
  });

  it('accepts another content only if it revokes all that came before', async () => {
    const broken: Partial<Store> = {};
    const { follower, store, clock, reported } = follow(broken);
    await follower.ready();
    let entries: Changes['entries'] = [];
    broken.changes = async () => ({
      generation: 'another',
      position: '1',
      entries,
      whole: true,
      more: false,
    });
    await store.append([entry('wakes the follower')]);
    await until(() => reported.failures.length > 0);
    expect(follower.proof.isFresh(clock())).toBe(false);
    entries = [{ kind: 'all', id: '', user: null, until: null, at: clock() }];
    await until(() => follower.proof.isFresh(clock()));
  });

  it('rejects ready if the store can never work', async () => {
    const { follower } = follow({
      open: async () => {
        throw new ConfigurationError('The file is damaged.');
      },
    });
    await expect(follower.ready()).rejects.toThrow(/damaged/);
    await expect(follower.catchUp()).rejects.toThrow();
  });

  it('rejects ready when it is closed', async () => {
    const { follower } = follow({ open: () => new Promise(() => undefined) });
    const waiting = follower.ready();
    follower.close();
    await expect(waiting).rejects.toThrow(/closed/);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition())
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { isNightly, print, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

interface Answer {
  readonly refresh_token?: string;
  readonly access_token?: string;
  readonly code?: string;
}

/** How many requests of one process come at the same time. */
const TOGETHER = 25;

describe.each(STORES)('on $name', ({ name, need, open }) => {
  needs(need)('4 processes that refresh one token', () => {
    let shared: SharedStore;
    let workers: Worker[] = [];
    beforeAll(async () => {
      shared = await open();
      // A request waits for up to a hundred others. A machine that stands still for a moment is no
      // fault of a store.
      const store = { ...shared.settings.store, patience: 5000 };
      const settings = { ...shared.settings, store, revocation: { deadline: 5000 } };
      workers = await startWorkers(4, settings);
    });
    afterAll(async () => {
      await endWorkers(workers);
      await shared.end();
    });

    it('all get the same successor, and nothing else', async () => {
      const [first] = workers as [Worker];
      const times = repetitions(1000, 20);
      const others: Record<string, number> = {};
      let forks = 0;
      const begin = performance.now();
      for (let round = 0; round < times; round++) {
        const { refresh_token: token } = await first.call<Answer>('issue', `user${round}`);
        const answers = await Promise.all(
          workers.map((worker) => worker.call<Answer[]>('refreshAll', token, TOGETHER)),
        );
        const successors = new Set<string>();
        for (const { refresh_token: successor, code } of answers.flat())
          if (successor === undefined) others[code ?? '?'] = (others[code ?? '?'] ?? 0) + 1;
          else successors.add(successor);
        if (successors.size !== 1) forks++;
        const [next] = successors;
        // The family goes on.
        const after = await first.call<Answer>('refresh', next);
        if (after.refresh_token === undefined) others[`after ${after.code}`] = 1;
      }
      const each = (performance.now() - begin) / times;
      print(`refresh, ${name}`, { times, forks, others, each, nightly: isNightly });
      expect(forks).toBe(0);
      expect(others).toEqual({});
    });

    it('end the session on all if the token before the one before is used', async () => {
      const [one, two, three, four] = workers as [Worker, Worker, Worker, Worker];
      const first = await one.call<Answer>('issue', 'alice');
      const second = await two.call<Answer>('refresh', first.refresh_token);
      const third = await three.call<Answer>('refresh', second.refresh_token);
      expect(await four.call('refresh', first.refresh_token)).toEqual({ code: 'token_reused' });
      expect(await one.call('refresh', third.refresh_token)).toEqual({ code: 'token_revoked' });
      for (const worker of workers)
        await expect.poll(() => worker.call('ask', third.access_token)).toBe('token_revoked');
    });
  });
});

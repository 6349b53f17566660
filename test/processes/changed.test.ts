import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { isNightly, PATIENT, percentile, print, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const PROCESSES = isNightly ? 8 : 3;
/** A busy machine must not make a process ask the store for the lack of an answer in time. */
const REVOCATION = isNightly ? {} : { ...PATIENT.revocation, bound: '5s' };
/** What a process does without a request: it follows the store, and removes what has ended. */
const OWN_WORK = ['changes', 'purge'];

interface Counts {
  readonly store: Readonly<Record<string, number>>;
  readonly callback: number;
}

describe.each(STORES)('on $name', ({ name, need, open }) => {
  needs(need)('a user whose roles change', () => {
    let shared: SharedStore;
    let workers: Worker[] = [];
    beforeAll(async () => {
      shared = await open();
      const settings = { ...shared.settings, revocation: REVOCATION, hasRoles: true };
      workers = await startWorkers(PROCESSES, settings);
    });
    afterAll(async () => {
      await endWorkers(workers);
      await shared.end();
    });

    it('has them on all processes within a second, and others are not asked about', async () => {
      const [writer] = workers as [Worker];
      const users = Array.from({ length: 20 }, (_, index) => `other${index}`);
      const [mine = '', ...others] = await writer.call<string[]>('tokens', ['alice', ...users]);
      for (const worker of workers) await worker.call('askAll', [mine, ...others]);
      for (const worker of workers) await worker.call('resetCounts');
      for (const worker of workers) await worker.call('traffic', others, 200 / PROCESSES);
      const times = repetitions(1000, 30);
      const delays: number[] = [];
      let missed = 0;
      for (let round = 0; round < times; round++) {
        const role = `role:${round}`;
        for (const worker of workers) await worker.call('setRole', 'alice', role);
        const watches = workers.map((worker) =>
          worker.call<{ at: number | null }>('watchRole', mine, role, 5000),
        );
        const changed = await writer.call<number>('changed', 'alice');
        const seen = await Promise.all(watches);
        missed += seen.filter(({ at }) => at === null).length;
        delays.push(Math.max(...seen.map(({ at }) => (at ?? Number.NaN) - changed)));
      }
      const answers: Record<string, number> = {};
      const asked: Record<string, number> = {};
      let loads = 0;
      for (const worker of workers) {
        const found = await worker.call<Record<string, number>>('stopTraffic');
        for (const [user, count] of Object.entries(found)) {
          const answer = user.startsWith('other') ? 'other' : user;
          answers[answer] = (answers[answer] ?? 0) + count;
        }
        const { store, callback } = await worker.call<Counts>('counts');
        loads += callback;
        // The one that says it writes an entry, and waits until it has heard of it.
        if (worker === writer) continue;
        for (const [method, count] of Object.entries(store))
          if (!OWN_WORK.includes(method) && count > 0) asked[method] = (asked[method] ?? 0) + count;
      }
      const [p50, p99, max] = [50, 99, 100].map((percent) => percentile(delays, percent));
      const shown = { times, p50, p99, max, missed, answers, loads, asked };
      print(`changed(), ${name}, ms`, { ...shown, nightly: isNightly });
      expect(missed).toBe(0);
      expect(max).toBeLessThan(1000);
      expect(Object.keys(answers)).toEqual(['other']);
      // Once a change on each process for the user, and never for others.
      expect(loads).toBe(times * PROCESSES);
      expect(asked).toEqual({});
    });
  });
});

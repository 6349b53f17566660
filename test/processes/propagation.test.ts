import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { propagate } from '../support/propagation.ts';
import { isNightly, PATIENT, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

/** Fewer processes find the same faults, and a busy machine starts them in time. */
const PROCESSES = isNightly ? 8 : 4;

describe.each(STORES)(
  'several processes on $name',
  ({ name, need, isServer, open, p99: target }) => {
    needs(need)('several processes', () => {
      let shared: SharedStore;
      let workers: Worker[] = [];
      beforeAll(async () => {
        shared = await open();
        workers = await startWorkers(PROCESSES, {
          ...shared.settings,
          revocation: PATIENT.revocation,
        });
      });
      afterAll(async () => {
        await endWorkers(workers);
        await shared.end();
      });

      it('refuse a session on all others within a second of its logout', async () => {
        const { missed, p99, max, others } = await propagate(name, workers, repetitions(1000, 40));
        expect(missed).toBe(0);
        expect(max).toBeLessThan(1000);
        expect(Object.keys(others)).toEqual(['other']);
        if (isNightly) expect(p99).toBeLessThan(target);
      });

      if (isServer)
        it('miss no logout when the connections on which they hear of it are killed', async () => {
          const what = `${name}, connections killed`;
          const times = repetitions(100);
          const { missed, max, others } = await propagate(what, workers, times, shared.kill);
          expect(missed).toBe(0);
          expect(max).toBeLessThan(1000);
          expect(Object.keys(others)).toEqual(['other']);
        });
    });
  },
);

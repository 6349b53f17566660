import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { print, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each(STORES)('on $name', ({ name, need, open }) => {
  needs(need)('a process that was stopped', () => {
    let shared: SharedStore;
    let workers: Worker[] = [];
    beforeAll(async () => {
      shared = await open();
      workers = await startWorkers(2, shared.settings);
    });
    afterAll(async () => {
      await endWorkers(workers);
      await shared.end();
    });

    it('refuses what was revoked meanwhile at its first request', async () => {
      const [reader, writer] = workers as [Worker, Worker];
      const answers: Record<string, number> = {};
      const times = repetitions(20, 1);
      for (let round = 0; round < times; round++) {
        const tokens = await writer.call<string[]>('tokens', Array(10).fill('alice'));
        await reader.call('askAll', tokens);
        reader.signal('SIGSTOP');
        // Requests that are there when it goes on, before it hears anything of the store.
        const asked = reader.call<string[]>('askAll', tokens);
        const one = reader.call<string>('ask', tokens[0]);
        await pause(100);
        for (const token of tokens) await writer.call('revokeToken', token);
        // The bound: later than that, nothing may be believed of what was known before.
        await pause(1500 + 100 * (round % 5));
        reader.signal('SIGCONT');
        for (const answer of [...(await asked), await one])
          answers[answer] = (answers[answer] ?? 0) + 1;
      }
      print(`stopped for 2 s, ${name}`, { times, answers });
      expect(answers).not.toHaveProperty('alice');
    });
  });

  needs(need)('processes that start on an empty store at the same time', () => {
    it('accept the logins of each other', async () => {
      const shared = await open();
      const workers = await startWorkers(3, shared.settings);
      try {
        const cookies = await Promise.all(
          workers.map((worker) => worker.call<string>('login', 'alice')),
        );
        for (const worker of workers)
          expect(await worker.call('askAll', cookies)).toEqual(['alice', 'alice', 'alice']);
      } finally {
        await endWorkers(workers);
        await shared.end();
      }
    });
  });
});

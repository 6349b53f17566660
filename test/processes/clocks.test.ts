import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { isNightly, PATIENT, print } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const JUMPS: readonly (readonly [name: string, offset: number])[] = [
  ['an hour ahead', HOUR],
  ['an hour back', -HOUR],
  ['ten years ahead', 10 * YEAR],
  ['ten years back', -10 * YEAR],
];

describe.each(isNightly ? STORES : STORES.slice(0, 1))('on $name', ({ name, need, open }) => {
  needs(need)('a process whose clock is set', () => {
    let shared: SharedStore;
    let workers: Worker[] = [];
    beforeAll(async () => {
      shared = await open();
      workers = await startWorkers(2, { ...shared.settings, revocation: PATIENT.revocation });
    });
    afterAll(async () => {
      await endWorkers(workers);
      await shared.end();
    });

    it.each(JUMPS)('%s accepts nothing that was revoked or has expired', async (jump, offset) => {
      const [one, other] = workers as [Worker, Worker];
      const user = `user ${jump}`;
      const before = await one.call<string>('login', user);
      const token = await one.call<string>('token', user);
      const revoked = [before, token];
      await one.call('askAll', revoked);
      await one.call('logout', before);
      await other.call('revokeToken', token);
      await one.call('setClock', offset);
      // A session that begins while the clock is wrong is ended with its user, too.
      const meanwhile = await one.call<string>('login', user);
      const tokenMeanwhile = await one.call<string>('token', user);
      await other.call('revokeUser', user);
      await other.call('revokeToken', tokenMeanwhile).catch(() => {});
      const answers: Record<string, number> = {};
      const ask = async (credentials: readonly string[]): Promise<void> => {
        for (const answer of await one.call<string[]>('askAll', credentials))
          answers[answer] = (answers[answer] ?? 0) + 1;
      };
      await expect.poll(() => one.call('ask', meanwhile)).not.toBe(user);
      await ask([...revoked, meanwhile]);
      await one.call('setClock', 0);
      await ask([...revoked, meanwhile]);
      print(`clock ${jump}, ${name}`, { answers });
      expect(answers).not.toHaveProperty(user);
      // And the process works again.
      const after = await one.call<string>('login', user);
      expect(await one.call('ask', after)).toBe(user);
      expect(await other.call('ask', after)).toBe(user);
    });
  });
});

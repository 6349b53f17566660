import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needs, redisServer } from '../support/needs.ts';
import { RedisServer } from '../support/redis-server.ts';
import { print, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const REVOCATIONS = repetitions(10_000);
const RUNS = repetitions(20);
const SHORT_RUNS = repetitions(20, 1);

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Lets a process revoke tokens, until something happens to it; returns which it acknowledged. */
async function revokeUntil(
  writer: Worker,
  tokens: readonly string[],
  happens: () => Promise<void>,
): Promise<string[]> {
  const ended = writer.call('revokeOneByOne', tokens).catch(() => {});
  while (writer.said.length < tokens.length / 3) await pause(1);
  await happens();
  await ended;
  return (writer.said as number[]).map((index) => tokens[index] as string);
}

describe.each(STORES)('on $name', ({ name, need, open }) => {
  needs(need)('an application that is killed while it revokes', () => {
    let shared: SharedStore;
    let workers: Worker[] = [];
    // Many tokens are made at the same time.
    const settings = () => ({ ...shared.settings, revocation: { deadline: 5000 } });
    beforeEach(async () => {
      shared = await open();
      workers = await startWorkers(1, settings());
    });
    afterEach(async () => {
      await endWorkers(workers);
      await shared.end();
    });

    it('has revoked all that it acknowledged, for others and for its successor', async () => {
      const [reader] = workers as [Worker];
      let acknowledged = 0;
      let accepted = 0;
      for (let run = 0; run < SHORT_RUNS; run++) {
        const [writer] = (await startWorkers(1, settings())) as [Worker];
        const tokens = await writer.call<string[]>('tokens', Array(REVOCATIONS / 4).fill('alice'));
        const revoked = await revokeUntil(writer, tokens, () => writer.kill());
        acknowledged += revoked.length;
        await pause(1000);
        const [successor] = (await startWorkers(1, settings())) as [Worker];
        for (const worker of [reader, successor]) {
          const answers = await worker.call<string[]>('askAll', revoked);
          accepted += answers.filter((answer) => answer !== 'token_revoked').length;
        }
        await endWorkers([successor]);
      }
      print(`kill -9 of the application, ${name}`, { runs: SHORT_RUNS, acknowledged, accepted });
      expect(acknowledged).toBeGreaterThan(0);
      expect(accepted).toBe(0);
    });
  });
});

needs(redisServer())('a Redis with appendonly that is killed', () => {
  it('still has all revocations that were acknowledged', async () => {
    const server = await RedisServer.start('--appendonly', 'yes');
    const store = { kind: 'ioredis', port: server.port, prefix: 'killed' };
    const settings = { store, revocation: { deadline: 5000 } };
    const workers = await startWorkers(1, settings);
    try {
      let acknowledged = 0;
      let accepted = 0;
      for (let run = 0; run < RUNS; run++) {
        const [reader] = workers as [Worker];
        const [writer] = (await startWorkers(1, settings)) as [Worker];
        const tokens = await writer.call<string[]>('tokens', Array(REVOCATIONS / 4).fill('alice'));
        const revoked = await revokeUntil(writer, tokens, () => server.kill());
        acknowledged += revoked.length;
        await server.begin();
        const [successor] = (await startWorkers(1, settings)) as [Worker];
        for (const worker of [reader, successor]) {
          const answers = await worker.call<string[]>('askAll', revoked);
          accepted += answers.filter((answer) => answer === 'alice').length;
        }
        await endWorkers([writer, successor]);
      }
      print('kill -9 of Redis', { runs: RUNS, acknowledged, accepted });
      expect(acknowledged).toBeGreaterThan(0);
      expect(accepted).toBe(0);
    } finally {
      await endWorkers(workers);
      await server.close();
    }
  });
});

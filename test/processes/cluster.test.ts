import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterAnswer, Connection } from '../support/cluster.ts';
import { ClusterApplication } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { isNightly, percentile, print, repetitions } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';

const WORKERS = isNightly ? 8 : 4;
const PATIENCE = 5000;
const FILES = STORES.filter(({ isServer }) => !isServer);

describe.each(FILES)('on $name', ({ name, need, open, p99: target }) => {
  needs(need)('the workers of a cluster', () => {
    let shared: SharedStore;
    let application: ClusterApplication;
    beforeAll(async () => {
      shared = await open();
      application = await ClusterApplication.start(shared.settings, WORKERS);
    });
    afterAll(async () => {
      await application.end();
      await shared.end();
    });

    /** Lets one worker do something again and again, while all others are asked. */
    async function measure(
      what: string,
      act: (writer: Connection, round: number) => Promise<Acted>,
    ): Promise<void> {
      const { connections } = application;
      const times = repetitions(1000, 20);
      const delays: number[] = [];
      let missed = 0;
      for (let round = 0; round < times; round++) {
        const writer = connections[round % WORKERS] as Connection;
        const { cookie, isExpected, change } = await act(writer, round);
        const others = connections.filter((connection) => connection !== writer);
        const watches = others.map((other) => other.watch(cookie, isExpected, PATIENCE));
        await change();
        const acknowledged = performance.now();
        const seen = await Promise.all(watches);
        missed += seen.filter((at) => at === null).length;
        delays.push(Math.max(...seen.map((at) => (at ?? Number.NaN) - acknowledged)));
      }
      const [p50, p99, max] = [50, 99, 100].map((percent) => percentile(delays, percent));
      const shown = { workers: WORKERS, times, p50, p99, max, missed, nightly: isNightly };
      print(`${what}, cluster, ${name}, ms`, shown);
      expect(missed).toBe(0);
      expect(max).toBeLessThan(1000);
      if (isNightly) expect(p99).toBeLessThan(target);
    }

    it('refuse a session within a second of its logout at another', () =>
      measure('logout', async (writer, round) => {
        const { cookie } = await writer.send('POST', `/login?user=user${round}`);
        return {
          cookie,
          isExpected: ({ answer }) => answer === 'token_revoked',
          change: () => writer.send('POST', '/logout', cookie),
        };
      }));

    it('have the new roles of a user within a second', async () => {
      const [first] = application.connections as [Connection];
      const { cookie } = await first.send('POST', '/login?user=alice');
      await measure('changed()', async (writer, round) => ({
        cookie,
        isExpected: ({ principals }) => principals.includes(`role:${round}`),
        change: () => writer.send('POST', `/role?role=role:${round}`, cookie),
      }));
    });

    it('know what was revoked if they replace one that was killed', async () => {
      const [first, last] = [application.connections[0], application.connections.at(-1)];
      const { cookie } = await (first as Connection).send('POST', '/login?user=bob');
      const { pid } = await (last as Connection).send('POST', '/logout', cookie);
      process.kill(pid, 'SIGKILL');
      const old = new Set([pid]);
      for (const one of application.connections.slice(0, -1))
        old.add((await one.send('GET', '/')).pid);
      const isNew = async (): Promise<ClusterAnswer | null> => {
        const { connection } = await application.connect();
        const answer = await connection.send('GET', '/', cookie);
        connection.close();
        return old.has(answer.pid) ? null : answer;
      };
      await expect.poll(isNew, { timeout: 20_000 }).toMatchObject({ answer: 'token_revoked' });
    });
  });
});

/** What the others wait for, and what brings it about. */
interface Acted {
  readonly cookie: string;
  readonly isExpected: (answer: ClusterAnswer) => boolean;
  readonly change: () => Promise<unknown>;
}

import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs, redisServer } from '../support/needs.ts';
import { propagate } from '../support/propagation.ts';
import { RedisServer } from '../support/redis-server.ts';
import { isNightly, PATIENT, repetitions } from '../support/repetitions.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

needs(redisServer())('8 processes on Redis', () => {
  let server: RedisServer;
  let admin: Redis;
  let workers: Worker[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
    admin = new Redis({ port: server.port });
    const store = { kind: 'ioredis', port: server.port, prefix: 'processes', ...PATIENT.client };
    workers = await startWorkers(8, { store, revocation: PATIENT.revocation });
  });
  afterAll(async () => {
    await endWorkers(workers);
    admin.disconnect();
    await server.close();
  });

  it('refuse a session on all others within a second of its logout', async () => {
    const { missed, p99, max, others } = await propagate('Redis', workers, repetitions(1000, 60));
    expect(missed).toBe(0);
    expect(max).toBeLessThan(1000);
    expect(Object.keys(others)).toEqual(['other']);
    if (isNightly) expect(p99).toBeLessThan(25);
  });

  it('miss no logout when their connections are killed', async () => {
    // The connections on which they wait for entries, not those on which they write.
    const kill = async (): Promise<void> => {
      const list = String(await admin.client('LIST'));
      const feeds = list.split('\n').filter((line) => line.includes('cmd=xread'));
      for (const line of feeds)
        await admin.client('KILL', 'ID', Number(/^id=(\d+)/.exec(line)?.[1]));
    };
    const what = 'Redis, connections killed';
    const { missed, max, others } = await propagate(what, workers, repetitions(100), kill);
    expect(missed).toBe(0);
    expect(max).toBeLessThan(1000);
    expect(Object.keys(others)).toEqual(['other']);
  });
});

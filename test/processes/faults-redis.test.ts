import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSafe } from '../support/faults.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { needs, redisServer } from '../support/needs.ts';
import { RedisServer } from '../support/redis-server.ts';
import { isNightly } from '../support/repetitions.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const FAULTS: readonly (readonly [name: string, begin: (proxy: FaultyProxy) => void])[] = [
  ['half-open', (proxy) => proxy.swallow()],
  [
    'killed',
    (proxy) => {
      proxy.refuse();
      proxy.kill();
    },
  ],
  ['100 ms slower', (proxy) => proxy.delay(50)],
  ['1 s slower', (proxy) => proxy.delay(500)],
  ['30 s slower', (proxy) => proxy.delay(15_000)],
];

describe.each(isNightly ? ['ioredis', 'node-redis'] : ['ioredis'])('%s', (kind) => {
  needs(redisServer())('on a Redis that fails', () => {
    let server: RedisServer;
    let proxy: FaultyProxy;
    let admin: Redis;
    let workers: readonly [reader: Worker, writer: Worker];
    const both = () => ({ reader: workers[0], writer: workers[1] });
    beforeAll(async () => {
      server = await RedisServer.start('--appendonly', 'yes', '--key-load-delay', '200');
      proxy = await FaultyProxy.start(server.port);
      admin = new Redis({ port: server.port, retryStrategy: () => 5 });
      admin.on('error', () => {});
      const start = (port: number): Promise<Worker[]> =>
        startWorkers(1, { store: { kind, port, prefix: 'faults' } });
      const [[reader], [writer]] = await Promise.all([start(proxy.port), start(server.port)]);
      workers = [reader as Worker, writer as Worker];
    });
    afterAll(async () => {
      await endWorkers(workers);
      admin.disconnect();
      await proxy.close();
      await server.close();
    });

    it.each(FAULTS)('is safe while the connection is %s', async (name, begin) => {
      const fault = { begin: () => begin(proxy), end: () => proxy.pass() };
      await expectSafe(kind, { name, ...both(), ...fault });
    });

    it('is safe while the server is a replica', async () => {
      await expectSafe(kind, {
        name: 'READONLY',
        ...both(),
        begin: () => admin.call('REPLICAOF', '127.0.0.1', '1'),
        end: () => admin.call('REPLICAOF', 'NO', 'ONE'),
      });
    });

    it('is safe while the server is killed, and while it loads its data', async () => {
      const keys = Array.from({ length: 4000 }, (_, index) => [`other:${index}`, 'x']);
      await admin.mset(keys.flat());
      await admin.bgrewriteaof();
      await expectSafe(kind, {
        name: 'killed, then LOADING',
        ...both(),
        begin: () => server.kill(),
        async end() {
          await server.begin();
          // This client is connected when all is loaded.
          await admin.ping();
        },
      });
    });

    it('is closed when the server was emptied, until all are revoked', async () => {
      const begin = () => admin.flushall();
      await expectSafe(kind, { name: 'FLUSHALL', ...both(), begin, end() {}, isFinal: true });
      const { reader, writer } = both();
      await expect(writer.call('token', 'alice')).rejects.toThrow('store_unavailable');
      await writer.call('revokeAll');
      const token = await writer.call('token', 'alice');
      await expect.poll(() => reader.call('ask', token)).toBe('alice');
    });
  });
});

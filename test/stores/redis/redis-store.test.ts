import { randomUUID } from 'node:crypto';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisStore } from '../../../src/stores/redis.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';
import { needs, redisServer } from '../../support/needs.ts';
import type { OpenClient } from '../../support/redis-clients.ts';
import {
  CLIENTS,
  CLUSTER_CLIENTS,
  PRIMARY,
  SENTINEL_CLIENTS,
} from '../../support/redis-clients.ts';
import { RedisServer } from '../../support/redis-server.ts';

/**
 * Lets the store keep the contract, on the server that clients connect to. All tests have the same
 * two clients, each of which would take half a second of node-redis for a Sentinel.
 */
function contract(open: (port: number) => Promise<OpenClient>, server: () => RedisServer): void {
  let clients: readonly [one: OpenClient, other: OpenClient];
  beforeAll(async () => {
    const { port } = server();
    clients = [await open(port), await open(port)];
  });
  afterAll(async () => {
    for (const each of clients) await each.close();
  });

  let made = 0;
  storeContract(runner, async () => {
    const prefix = randomUUID();
    return {
      store: async () => redisStore((clients[made++ % 2] as OpenClient).client, { prefix }),
      empty: async () => void (await clients[0].send('FLUSHALL')),
      close: async () => {},
    };
  });
}

needs(redisServer())('redisStore', () => {
  let server: RedisServer;
  let sentinel: RedisServer;
  let cluster: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
    sentinel = await RedisServer.startSentinel(PRIMARY, server);
    cluster = await RedisServer.startCluster();
  });
  afterAll(async () => {
    for (const each of [sentinel, server, cluster]) await each.close();
  });

  describe.each(CLIENTS)('with %s', (_, open) => contract(open, () => server));
  describe.each(CLUSTER_CLIENTS)('on a cluster, with %s', (_, open) =>
    contract(open, () => cluster),
  );
  describe.each(SENTINEL_CLIENTS)('by Sentinel, with %s', (_, open) =>
    contract(open, () => sentinel),
  );
});

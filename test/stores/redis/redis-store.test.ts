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

/** Lets the store keep the contract, on the server that clients connect to. */
function contract(open: (port: number) => Promise<OpenClient>, server: () => RedisServer): void {
  storeContract(runner, async () => {
    const prefix = randomUUID();
    const clients: OpenClient[] = [];
    const connected = async () => {
      const opened = await open(server().port);
      clients.push(opened);
      return opened;
    };
    const first = await connected();
    return {
      store: async () => redisStore((await connected()).client, { prefix }),
      empty: async () => void (await first.send('FLUSHALL')),
      close: async () => {
        for (const opened of clients) await opened.close();
      },
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

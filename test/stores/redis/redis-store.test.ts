import { randomUUID } from 'node:crypto';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisStore } from '../../../src/stores/redis.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';
import { needs, redisServer } from '../../support/needs.ts';
import type { OpenClient } from '../../support/redis-clients.ts';
import { CLIENTS } from '../../support/redis-clients.ts';
import { RedisServer } from '../../support/redis-server.ts';

needs(redisServer())('redisStore', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  describe.each(CLIENTS)('with %s', (_, open) => {
    storeContract(runner, async () => {
      const prefix = randomUUID();
      const clients: OpenClient[] = [];
      const connected = async () => {
        const opened = await open(server.port);
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
  });
});

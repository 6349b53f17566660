import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import type { Store } from '../../src/stores/model/store.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore } from '../../src/stores/redis.ts';
import { needs, redisServer } from '../support/needs.ts';
import { postgres, PostgresServer } from '../support/postgres.ts';
import { RedisServer } from '../support/redis-server.ts';

/** Loses a part of the content, and opens the store as a process does that wants no cut-off. */
async function cutOffAfter(store: Store, damage: () => Promise<unknown>): Promise<number> {
  await store.open(false);
  await store.append([{ kind: 'session', id: 'own:one', user: null, until: null }]);
  await damage();
  await expect(store.changes(null, 0)).rejects.toThrow('lost');
  await store.open(false);
  const { entries } = await store.changes(null, 0);
  await store.close();
  return entries.find(({ kind }) => kind === 'all')?.at ?? 0;
}

needs(redisServer())('a Redis that has lost a part of its content', () => {
  it('is opened with a cut-off, also if none was wanted for an empty one', async () => {
    const server = await RedisServer.start();
    const client = new Redis({ port: server.port });
    try {
      for (const [prefix, damage] of Object.entries({
        entry: () => client.hdel('{entry}:entries', 'session own:one'),
        state: () => client.del('{state}:state'),
      }))
        expect(await cutOffAfter(redisStore(client, { prefix }), damage)).toBeGreaterThan(0);
    } finally {
      client.disconnect();
      await server.close();
    }
  });
});

needs(postgres())('a PostgreSQL that has lost a part of its content', () => {
  it('is opened with a cut-off, also if none was wanted for an empty one', async () => {
    const server = await PostgresServer.start({ fsync: 'off' });
    const pool = new Pool({ connectionString: server.url, max: 2 });
    try {
      const damage = () => pool.query('delete from pyramidion.clock');
      expect(await cutOffAfter(postgresStore(pool), damage)).toBeGreaterThan(0);
    } finally {
      await pool.end();
      server.remove();
    }
  });
});

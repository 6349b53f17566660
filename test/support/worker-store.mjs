/**
 * The stores of a worker, with clients that have the options of the guide. Each is loaded only
 * where it is used: a process starts in half the time then.
 */

import { IOREDIS, nodeRedis as nodeRedisOptions } from './redis-options.mjs';

const none = () => {};

/** @param patience - how long an answer may take, in milliseconds: the 250 of the guide */
async function ioredis({ port, prefix, patience = 250 }) {
  const { Redis } = await import('ioredis');
  const { redisStore } = await import('pyramidion/stores/redis');
  let duplicates = 0;
  const client = new Redis({
    ...IOREDIS,
    port,
    commandTimeout: patience,
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  client.on('error', none);
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (...options) => {
    duplicates++;
    return duplicate(...options);
  };
  await client.connect().catch(none);
  return {
    store: redisStore(client, { prefix }),
    connections: () => duplicates,
    close: async () => client.disconnect(),
  };
}

async function nodeRedis({ port, prefix }) {
  const { createClient } = await import('redis');
  const { redisStore } = await import('pyramidion/stores/redis');
  let duplicates = 0;
  const client = createClient(nodeRedisOptions(port));
  client.on('error', none);
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (...options) => {
    duplicates++;
    return duplicate(...options);
  };
  void client.connect().catch(none);
  return {
    store: redisStore(client, { prefix }),
    connections: () => duplicates,
    close: async () => client.destroy(),
  };
}

async function pg({ port, schema, max = 4, patience = 250 }) {
  const { Pool } = await import('pg');
  const { postgresStore } = await import('pyramidion/stores/postgres');
  let connects = 0;
  const pool = new Pool({
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
    max,
  });
  pool.on('error', none);
  const connect = pool.connect.bind(pool);
  pool.connect = (...given) => {
    if (given.length === 0) connects++;
    return connect(...given);
  };
  let letGo = none;
  return {
    store: postgresStore(pool, { schema }),
    connections: () => connects,
    /** Takes every connection of the pool that is or becomes free, until it lets them go. */
    async hold() {
      letGo = await holdAll(connect);
    },
    letGo: () => letGo(),
    close: () => pool.end(),
  };
}

/** Resolves when all are taken. */
async function holdAll(connect) {
  let isOver = false;
  const held = [];
  const take = async () => {
    const client = await connect().catch(none);
    client?.on('error', none);
    if (client !== undefined) held.push(client);
    return client !== undefined;
  };
  const letGo = () => {
    isOver = true;
    for (const client of held.splice(0)) client.release();
  };
  const goOn = async () => {
    while (!isOver) await take();
    letGo();
  };
  while (await take());
  void goOn();
  return letGo;
}

async function lmdb({ path }) {
  const { lmdbStore } = await import('pyramidion/stores/lmdb');
  return { store: lmdbStore({ path }), connections: () => 0, close: async () => {} };
}

async function sqlite({ path }) {
  const { DatabaseSync } = await import('node:sqlite');
  const { sqliteStore } = await import('pyramidion/stores/sqlite');
  const database = new DatabaseSync(path);
  return {
    store: sqliteStore(database),
    connections: () => 0,
    close: async () => database.close(),
  };
}

const OPEN = { ioredis, lmdb, 'node-redis': nodeRedis, pg, sqlite };

/** @param settings - `{ kind }` and what its client needs */
export function openStore(settings) {
  return OPEN[settings.kind](settings);
}

/** Counts the calls of each method of a store; `asks` are those of `changes` that do not wait. */
export function countingStore(store, counts) {
  return new Proxy(store, {
    get(target, name) {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (...given) => {
        const counted = name === 'changes' && given[1] === 0 ? 'asks' : name;
        counts[counted] = (counts[counted] ?? 0) + 1;
        return value.apply(target, given);
      };
    },
  });
}

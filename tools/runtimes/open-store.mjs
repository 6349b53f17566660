/** How each store is opened on a runtime that has files and connections. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryWorld } from './session-checks.mjs';

const ignore = () => {};
const newName = () => `s${crypto.randomUUID().replaceAll('-', '')}`;

async function lmdb() {
  await import('lmdb');
  const { lmdbStore } = await import('pyramidion/stores/lmdb');
  return {
    async world() {
      const folder = mkdtempSync(join(tmpdir(), 'runtime-lmdb-'));
      const path = join(folder, 'sessions.lmdb');
      return {
        store: async () => lmdbStore({ path }),
        empty: async () => {
          for (const suffix of ['', '-lock', '.seal']) rmSync(`${path}${suffix}`);
        },
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
    end: ignore,
  };
}

async function sqlite(Database) {
  const { sqliteStore } = await import('pyramidion/stores/sqlite');
  const empty = ['state', 'entries', 'sessions'].map((table) => `delete from pyramidion_${table}`);
  return {
    async world() {
      const folder = mkdtempSync(join(tmpdir(), 'runtime-sqlite-'));
      const opened = [];
      const open = () => {
        const database = new Database(join(folder, 'sessions.sqlite'));
        database.exec('pragma synchronous = full');
        opened.push(database);
        return database;
      };
      return {
        store: async () => sqliteStore(open()),
        empty: async () => void open().exec(empty.join(';')),
        async close() {
          for (const database of opened) database.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
    end: ignore,
  };
}

/** @param {() => Promise<object>} connect makes a client that is connected */
async function redisWith(connect, { run, close }) {
  const { redisStore } = await import('pyramidion/stores/redis');
  return {
    async world() {
      const prefix = newName();
      const clients = [];
      const opened = async () => {
        const client = await connect();
        clients.push(client);
        return client;
      };
      return {
        store: async () => redisStore(await opened(), { prefix }),
        empty: async () => void (await run(await opened(), 'FLUSHALL')),
        close: async () => clients.forEach(close),
      };
    },
    end: ignore,
  };
}

async function ioredis({ redisPort }) {
  const { Redis } = await import('ioredis');
  return redisWith(async () => new Redis({ port: redisPort }).on('error', ignore), {
    run: (client, command) => client.call(command),
    close: (client) => client.disconnect(),
  });
}

async function nodeRedis({ redisPort }) {
  const { createClient } = await import('redis');
  return redisWith(
    async () => {
      const client = createClient({ socket: { host: '127.0.0.1', port: redisPort } });
      return client.on('error', ignore).connect();
    },
    {
      run: (client, command) => client.sendCommand([command]),
      close: (client) => client.destroy(),
    },
  );
}

/** To make a schema takes long, so that all contents follow one another in one. */
async function postgresWith(clients, { run, end }) {
  const { postgresStore } = await import('pyramidion/stores/postgres');
  const schema = newName();
  const tables = ['entry', 'session', 'clock'].map((table) => `${schema}.${table}`);
  const empty = async () => void (await run(clients[0], `truncate ${tables.join(', ')}`));
  return {
    async world() {
      let made = 0;
      const store = async () => postgresStore(clients[made++ % clients.length], { schema });
      return { store, empty, close: empty };
    },
    end: () => Promise.all(clients.map(end)),
  };
}

async function pg({ postgresUrl }) {
  const { default: module } = await import('pg');
  const clients = [1, 2].map(() =>
    new module.Pool({ connectionString: postgresUrl, max: 4 }).on('error', ignore),
  );
  return postgresWith(clients, {
    run: (client, statement) => client.query(statement),
    end: (client) => client.end(),
  });
}

async function postgresJs({ postgresUrl }) {
  const { default: postgres } = await import('postgres');
  const clients = [1, 2].map(() => postgres(postgresUrl, { max: 4, onnotice: ignore }));
  return postgresWith(clients, {
    run: (client, statement) => client.unsafe(statement),
    end: (client) => client.end({ timeout: 1 }),
  });
}

const OPEN = {
  memory: async () => ({ world: memoryWorld, end: ignore }),
  lmdb,
  'node:sqlite': async () => sqlite((await import('node:sqlite')).DatabaseSync),
  'bun:sqlite': async () => sqlite((await import('bun:sqlite')).Database),
  ioredis,
  redis: nodeRedis,
  pg,
  postgres: postgresJs,
};

/**
 * @param {string} name of one of `STORES`
 * @param {{ redisPort: number, postgresUrl: string }} servers
 * @returns {Promise<{ world: () => Promise<object>, end: () => unknown }>} what makes contents for
 *   `storeContract`
 */
export function openStore(name, servers) {
  return OPEN[name](servers);
}

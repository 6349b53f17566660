/** The stores that are measured, each with a content of its own. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { memoryStore } from '../../dist/index.js';
import { lmdbStore } from '../../dist/stores/lmdb.js';
import { postgresStore } from '../../dist/stores/postgres.js';
import { redisStore } from '../../dist/stores/redis.js';
import { sqliteStore } from '../../dist/stores/sqlite.js';
import { startServers } from '../../tools/servers.mjs';

const sizeOf = (...files) =>
  files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);

function memory() {
  const store = memoryStore();
  return {
    open: async () => store,
    bytes: async () => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    },
    close: async () => {},
  };
}

function lmdb() {
  const folder = mkdtempSync(join(tmpdir(), 'scale-lmdb-'));
  const path = join(folder, 'sessions.lmdb');
  const store = lmdbStore({ path });
  return {
    // A process may not open the file twice.
    open: async () => store,
    bytes: async () => sizeOf(path),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

async function sqlite() {
  const { DatabaseSync } = await import('node:sqlite');
  const folder = mkdtempSync(join(tmpdir(), 'scale-sqlite-'));
  const path = join(folder, 'sessions.sqlite');
  const databases = [];
  return {
    async open() {
      const database = new DatabaseSync(path);
      databases.push(database);
      return sqliteStore(database);
    },
    async bytes() {
      databases[0].exec('pragma wal_checkpoint(truncate)');
      return sizeOf(path);
    },
    async close() {
      for (const database of databases) database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function redis(server) {
  const clients = [];
  return {
    async open() {
      const client = new Redis({ port: server.port });
      clients.push(client);
      return redisStore(client);
    },
    bytes: async () => Number(/used_memory:(\d+)/.exec(await clients[0].info('memory'))[1]),
    /** Seconds of CPU of the server. */
    async serverCpu() {
      const info = await clients[0].info('cpu');
      const of = (name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)[1]);
      return of('used_cpu_user_main_thread') + of('used_cpu_sys_main_thread');
    },
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
}

function postgres(server) {
  const pools = [];
  const sql =
    "select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'pyramidion' and c.relkind = 'r'";
  return {
    async open() {
      const pool = new Pool({ connectionString: server.url, max: 10 });
      pools.push(pool);
      return postgresStore(pool);
    },
    bytes: async () => Number((await pools[0].query(sql)).rows[0].bytes),
    close: async () => {
      for (const pool of pools) await pool.end();
    },
  };
}

/** @param names of stores; all if there are none */
export async function openStores(names) {
  const servers = await startServers({ redis: ['--appendonly', 'yes'] });
  const made = { memory, lmdb, sqlite, redis, postgres };
  if (!isBuiltin('node:sqlite')) delete made.sqlite;
  const all = [];
  for (const [name, make] of Object.entries(made))
    if (names === undefined || names.includes(name))
      all.push({ name, ...(await make(servers[name])) });
  return { all, close: () => servers.close() };
}

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { Need } from './needs.ts';
import { findNodeWithSqlite, nodeWithSqlite, redisServer } from './needs.ts';
import { postgres, PostgresServer } from './postgres.ts';
import { RedisServer } from './redis-server.ts';
import { PATIENT } from './repetitions.ts';
import type { WorkerSettings } from './workers.ts';

/** Where workers keep their sessions together. */
export interface SharedStore {
  readonly settings: Pick<WorkerSettings, 'store' | 'node'>;
  /** Ends the connections on which processes wait for entries. */
  readonly kill: () => Promise<void>;
  readonly end: () => Promise<void> | void;
}

/** A kind of store that several processes can share. */
export interface StoreKind {
  readonly name: string;
  /** Within how many milliseconds 99 of 100 logouts reach all processes, on a quiet machine. */
  readonly p99: number;
  readonly need: Need;
  /** Whether processes have connections to it, which can be ended. */
  readonly isServer: boolean;
  readonly open: () => Promise<SharedStore>;
}

const NOTHING: Need = { what: 'nothing', found: true, install: '' };

/** The stores that several processes can share, each on a server or in a file of its own. */
export const STORES: readonly StoreKind[] = [
  {
    name: 'Redis',
    isServer: true,
    p99: 25,
    need: redisServer(),
    async open() {
      const server = await RedisServer.start();
      const store = { kind: 'ioredis', port: server.port, prefix: 'shared', ...PATIENT.client };
      const admin = new Redis({ port: server.port });
      return {
        settings: { store },
        async kill() {
          const list = String(await admin.client('LIST')).split('\n');
          const feeds = list.filter((line) => line.includes('cmd=xread'));
          for (const line of feeds)
            await admin.client('KILL', 'ID', Number(/^id=(\d+)/.exec(line)?.[1]));
        },
        async end() {
          admin.disconnect();
          await server.close();
        },
      };
    },
  },
  {
    name: 'PostgreSQL',
    isServer: true,
    p99: 25,
    need: postgres(),
    async open() {
      const server = await PostgresServer.start({ fsync: 'off' });
      const schema = `s${randomBytes(8).toString('hex')}`;
      const store = { kind: 'pg', port: server.port, schema, ...PATIENT.client };
      const admin = new Pool({ connectionString: server.url, max: 1 });
      admin.on('error', () => {});
      return {
        settings: { store },
        async kill() {
          await admin.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
            where query like 'listen %' or query like '%.changes(%' and pid <> pg_backend_pid()`,
          );
        },
        async end() {
          await admin.end();
          server.remove();
        },
      };
    },
  },
  {
    name: 'LMDB',
    isServer: false,
    p99: 75,
    need: NOTHING,
    open: () => inFolder('lmdb', undefined),
  },
  {
    name: 'SQLite',
    isServer: false,
    p99: 75,
    need: nodeWithSqlite(),
    open: () => inFolder('sqlite', findNodeWithSqlite()),
  },
];

async function inFolder(kind: string, node: string | undefined): Promise<SharedStore> {
  const folder = mkdtempSync(join(tmpdir(), `pyramidion-${kind}-`));
  const store = { kind, path: join(folder, 'sessions') };
  return {
    settings: node === undefined ? { store } : { store, node },
    kill: async () => {},
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

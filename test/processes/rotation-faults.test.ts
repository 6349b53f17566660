import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSecurity } from '../../src/config/create-security.ts';
import type { SecurityOptions } from '../../src/index.ts';
import { allowlist, denylist } from '../../src/sessions/lists.ts';
import { lmdbStore } from '../../src/stores/lmdb.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import type { Store } from '../../src/stores/model/store.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore } from '../../src/stores/redis.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { testClock } from '../../src/testing/clock.ts';
import type { OpenDatabase } from '../stores/sqlite/open-database.ts';
import { openDatabase } from '../stores/sqlite/open-database.ts';
import { ROOT } from '../support/gate.ts';
import type { Need } from '../support/needs.ts';
import { findNodeWithSqlite, needs, nodeWithSqlite, redisServer } from '../support/needs.ts';
import { postgres, PostgresServer } from '../support/postgres.ts';
import { RedisServer } from '../support/redis-server.ts';
import { isNightly } from '../support/repetitions.ts';
import { SECRET } from '../support/security.ts';
import type { Interference } from '../support/unreliable-store.ts';
import { interferedStore } from '../support/unreliable-store.ts';

const NEVER = (): Promise<never> => new Promise(() => {});
const LOST = (): Promise<never> => Promise.reject(new Error('the connection was lost'));

/** What becomes of a call that fails. */
const FAULTS: readonly (readonly [name: string, fails: Interference])[] = [
  ['rejects and does nothing', () => LOST()],
  ['never answers and does nothing', () => NEVER()],
  ['does its work and rejects', async (_, run) => run().then(LOST)],
  ['does its work and never answers', async (_, run) => run().then(NEVER)],
  [
    'rejects, and does its work later',
    (_, run) => {
      setTimeout(() => void run().catch(() => undefined), 60);
      return LOST();
    },
  ],
];

/** Those after which only a deadline ends the call. */
const SILENT: readonly Interference[] = FAULTS.filter(([name]) => name.includes('never')).map(
  ([, fails]) => fails,
);

interface Opened {
  readonly store: Store;
  readonly end: () => Promise<void> | void;
}

async function openRedis(): Promise<Opened> {
  const server = await RedisServer.start();
  const client = new Redis({ port: server.port });
  return {
    store: redisStore(client),
    async end() {
      client.disconnect();
      await server.close();
    },
  };
}

function openLmdb(): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-rotation-'));
  return {
    store: lmdbStore({ path: join(folder, 'sessions') }),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function openPostgres(): Promise<Opened> {
  const server = await PostgresServer.start({ fsync: 'off' });
  const pool = new Pool({ connectionString: server.url, max: 4 });
  const store = postgresStore(pool);
  return {
    store,
    async end() {
      await store.close();
      await pool.end();
      server.remove();
    },
  };
}

function openSqlite(): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-rotation-'));
  const database = openDatabase(join(folder, 'sessions')) as OpenDatabase;
  return {
    store: sqliteStore(database),
    end() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type StoreRow = readonly [name: string, need: Need, open: () => Opened | Promise<Opened>];
const NOTHING: Need = { what: 'nothing', found: true, install: '' };
const SQLITE: StoreRow = ['SQLite', NOTHING, openSqlite];
const HAS_SQLITE = isBuiltin('node:sqlite');

const STORES: readonly StoreRow[] = [
  ['memory', NOTHING, () => ({ store: memoryStore(), end() {} })],
  ['LMDB', NOTHING, openLmdb],
  ['Redis', redisServer(), openRedis],
  ['PostgreSQL', postgres(), openPostgres],
  ...(HAS_SQLITE ? [SQLITE] : []),
];

if (!HAS_SQLITE)
  needs(nodeWithSqlite())('a rotation in SQLite, on a newer Node', () => {
    it('passes the tests of this file', { timeout: 120_000 }, () => {
      const file = 'test/processes/rotation-faults';
      const args = ['node_modules/vitest/vitest.mjs', 'run', file, '-t', 'in SQLite'];
      const node = findNodeWithSqlite() as string;
      const { stdout, stderr, status } = spawnSync(node, args, { cwd: ROOT, encoding: 'utf8' });
      expect(status === 0 ? '' : stdout + stderr).toBe('');
      expect(stdout).toMatch(/[1-9]\d passed, 0 failed/);
    });
  });

/** What a refresh may ask of its store. The first two are asked if a process is not up to date. */
const CALLS: readonly (keyof Store)[] = ['changes', 'known', 'rotate', 'append', 'session'];

/** A deadline that a busy machine keeps, in milliseconds: no other timer is of this time. */
const DEADLINE = 4999;
/** What is left of it while a call never answers. */
const SHORTENED = 100;

/** Lets deadlines end early while a call never answers, so that a test need not wait. */
function shortenDeadlines(isSilent: () => boolean): void {
  const set = globalThis.setTimeout;
  const isDeadline = (milliseconds: unknown): boolean =>
    typeof milliseconds === 'number' && milliseconds > 0 && milliseconds % DEADLINE === 0;
  globalThis.setTimeout = ((run: () => void, milliseconds?: number, ...rest: unknown[]) =>
    set(
      run,
      isDeadline(milliseconds) && isSilent() ? SHORTENED : milliseconds,
      ...(rest as []),
    )) as typeof set;
  onTestFinished(() => {
    globalThis.setTimeout = set;
  });
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function codeOf(promise: Promise<unknown>): Promise<string | null> {
  return promise.then(
    () => null,
    (error: { code?: string }) => error.code ?? 'an error without a code',
  );
}

describe.each(STORES)('a rotation in %s', (_, need, open) => {
  needs(need)('whose call fails', () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.end());

    async function setUp(list: typeof denylist = denylist) {
      const clock = testClock();
      // Only the first calls of a test fail; closing would end the connection of the next test.
      const faults = new Map<keyof Store, Interference>([['close', async () => {}]]);
      shortenDeadlines(() => [...faults.values()].some((fails) => SILENT.includes(fails)));
      const store = interferedStore(opened.store, (name, run) => {
        const fails = faults.get(name) ?? ((_name, go) => go());
        return fails(name, run);
      });
      const security = createSecurity({
        privateKey: SECRET,
        clock,
        audit: 'off',
        logger: { warn() {}, error() {} },
        revocation: list(store, { deadline: DEADLINE }),
        refresh: {},
      } as SecurityOptions);
      onTestFinished(() => security.close());
      await security.ready();
      return { security, clock, faults };
    }

    it.each(FAULTS)('neither forks nor ends the session if it %s (R121)', async (_name, fails) => {
      const { security, clock, faults } = await setUp();
      const first = await security.issueTokens('alice');
      faults.set('rotate', fails);
      expect(await codeOf(security.refreshTokens(first.refresh_token))).toBe('store_unavailable');
      faults.delete('rotate');
      await pause(100);
      clock.advance(5);
      const again = await Promise.all(
        [1, 2, 3].map(() => security.refreshTokens(first.refresh_token)),
      );
      const successors = new Set(again.map((pair) => pair.refresh_token));
      expect(successors.size).toBe(1);
      const next = await security.refreshTokens(again[0]?.refresh_token ?? '');
      expect(await codeOf(security.refreshTokens(next.refresh_token))).toBeNull();
      // Two generations back.
      expect(await codeOf(security.refreshTokens(first.refresh_token))).toBe('token_reused');
    });

    describe.each(isNightly ? CALLS : CALLS.slice(0, 2))('of %s', (call) => {
      it.each(isNightly ? FAULTS : FAULTS.slice(1, 2))(
        'gives one successor if it %s (R121)',
        async (_name, fails) => {
          const [issuer, { security, clock, faults }] = [
            await setUp(allowlist),
            await setUp(allowlist),
          ];
          const first = await issuer.security.issueTokens('dave');
          // What the process knows is older than the bound, so it asks.
          clock.advance(5);
          faults.set(call, fails);
          const given = await security
            .refreshTokens(first.refresh_token)
            .catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'store_unavailable' });
              return null;
            });
          faults.delete(call);
          // For so long a process does not ask again.
          await pause(250);
          const again = await security.refreshTokens(first.refresh_token);
          if (given !== null) expect(again.refresh_token).toBe(given.refresh_token);
          const next = await security.refreshTokens(again.refresh_token);
          expect(await codeOf(security.refreshTokens(next.refresh_token))).toBeNull();
          expect(await codeOf(security.refreshTokens(first.refresh_token))).toBe('token_reused');
        },
      );
    });

    it.each(FAULTS)('lets the user log in again if the login %s', async (_name, fails) => {
      const { security, faults } = await setUp();
      faults.set('addSession', fails);
      expect(await codeOf(security.issueTokens('bob'))).toBe('store_unavailable');
      faults.delete('addSession');
      const pair = await security.issueTokens('bob');
      expect(await codeOf(security.refreshTokens(pair.refresh_token))).toBeNull();
    });

    it('ends the session if a token is used again, also if the store then fails', async () => {
      const { security, clock, faults } = await setUp();
      const first = await security.issueTokens('carol');
      const second = await security.refreshTokens(first.refresh_token);
      clock.advance(11);
      faults.set('append', LOST);
      expect(await codeOf(security.refreshTokens(first.refresh_token))).toBe('token_reused');
      faults.delete('append');
      expect(await codeOf(security.refreshTokens(second.refresh_token))).toBe('token_revoked');
    });
  });
});

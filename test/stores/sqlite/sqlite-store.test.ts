import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../src/stores/sqlite.ts';
import type { SqliteDatabase } from '../../../src/stores/sqlite.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';
import { ROOT } from '../../support/gate.ts';
import { findNodeWithSqlite, needs, nodeWithSqlite } from '../../support/needs.ts';
import { openDatabase } from './open-database.ts';
import type { OpenDatabase } from './open-database.ts';

const revoked: NewEntry = { kind: 'session', id: 'own:1', user: 'own:alice', until: null };
/** Whether this Node has SQLite; an older one runs the tests of this file on a newer one. */
const isHere = isBuiltin('node:sqlite');

if (!isHere)
  needs(nodeWithSqlite())('sqliteStore on a newer Node', () => {
    it('passes the tests of this file', { timeout: 120_000 }, () => {
      const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/stores/sqlite/sqlite-store'];
      const { status, stdout, stderr } = spawnSync(findNodeWithSqlite() as string, args, {
        cwd: ROOT,
        encoding: 'utf8',
      });
      expect(status === 0 ? '' : stdout + stderr).toBe('');
      expect(stdout).toMatch(/[1-9]\d passed, 0 failed, 0 skipped/);
    });
  });

const declare = isHere ? describe : () => {};
declare('sqliteStore', () => {
  let folder: string;
  let path: string;
  const opened: OpenDatabase[] = [];
  const database = (file: string = path): OpenDatabase => {
    const made = openDatabase(file) as OpenDatabase;
    opened.push(made);
    return made;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
    path = join(folder, 'sessions.sqlite');
  });
  afterEach(() => {
    for (const each of opened.splice(0)) each.close();
    rmSync(folder, { recursive: true });
  });

  storeContract(runner, async () => ({
    store: async () => sqliteStore(database()),
    empty: async () => {
      database().exec(
        'delete from pyramidion_state; delete from pyramidion_entries; delete from pyramidion_sessions',
      );
    },
    close: async () => {},
  }));

  it('says that its content was lost if its tables are dropped', async () => {
    const store = sqliteStore(database());
    await store.open(false);
    database().exec(
      'drop table pyramidion_state; drop table pyramidion_entries; drop table pyramidion_sessions',
    );
    await expect(store.changes(null, 0)).rejects.toMatchObject({ name: 'StoreLostError' });
    await expect(store.append([revoked])).rejects.toMatchObject({ name: 'StoreLostError' });
    await store.open(true);
    expect((await store.changes(null, 0)).entries).toHaveLength(1);
  });

  it('says that its content was lost if an older copy takes its place while it is open', async () => {
    const one = sqliteStore(database());
    await one.open(false);
    const own = database();
    own.exec('create table older as select * from pyramidion_state');
    await one.append([revoked]);
    const { position } = await one.changes(null, 0);
    own.exec('delete from pyramidion_state; insert into pyramidion_state select * from older');
    own.exec('delete from pyramidion_entries');
    // No process that begins now can know it by itself.
    const other = sqliteStore(database());
    await other.open(false);
    for (const wait of [0, 50])
      await expect(one.changes(position, wait)).rejects.toMatchObject({ name: 'StoreLostError' });
    await expect(other.changes(null, 0)).rejects.toMatchObject({ name: 'StoreLostError' });
    await other.open(true);
    const { entries, whole } = await one.changes(position, 0);
    expect([whole, entries]).toMatchObject([true, [{ kind: 'all' }]]);
  });

  it('begins with a cut-off, and keeps what is left, if only its state was lost', async () => {
    const store = sqliteStore(database());
    await store.open(false);
    const [cutOff] = await store.append([{ ...revoked, kind: 'user', id: 'own:alice' }]);
    await store.append([revoked]);
    database().exec('delete from pyramidion_state');
    await expect(store.changes(null, 0)).rejects.toMatchObject({ name: 'StoreLostError' });
    await store.open(false);
    const { entries } = await store.changes(null, 0);
    expect(entries.map(({ kind }) => kind)).toEqual(['user', 'session', 'all']);
    expect(entries[2]?.at).toBeGreaterThan(cutOff?.at ?? Number.NaN);
  });

  it('leaves the tables of the application alone', async () => {
    const own = database();
    own.exec("create table users (name text); insert into users values ('alice')");
    const store = sqliteStore(own);
    await store.open(false);
    await store.append([revoked]);
    await store.close();
    expect({ ...(own.prepare('select name from users').get() as object) }).toEqual({
      name: 'alice',
    });
    const names = own.prepare("select name from sqlite_master where type = 'table'").all();
    expect(names.map((row) => (row as { name: string }).name)).toEqual([
      'users',
      'pyramidion_state',
      'pyramidion_entries',
      'pyramidion_sessions',
      'pyramidion_uses',
    ]);
  });

  it('finds nothing about a file with the defaults of node:sqlite', async () => {
    expect(await sqliteStore(database()).open(false)).toEqual([]);
  });

  it('reports a database in memory, and one that may lose its last commits', async () => {
    const names = async (own: OpenDatabase) =>
      (await sqliteStore(own).open(false)).map(({ name }) => name);
    expect(await names(database(':memory:'))).toEqual(['store_not_shared']);
    expect(await names(database(''))).toEqual(['store_not_shared']);
    const normal = database();
    normal.exec('pragma synchronous = normal');
    expect(await names(normal)).toEqual(['store_not_durable']);
  });

  it('waits for a lock of another connection, and then rejects without blocking', async () => {
    const store = sqliteStore(database());
    await store.open(false);
    const other = database();
    other.exec('begin immediate');
    const appended = store.append([revoked]);
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    other.exec('commit');
    expect(await appended).toHaveLength(1);
    other.exec('begin immediate');
    await expect(store.append([revoked])).rejects.toMatchObject({ name: 'StoreError' });
    other.exec('commit');
    expect(await store.append([revoked])).toHaveLength(1);
  });

  it('rejects while a transaction of the application is open, and leaves it open', async () => {
    const own = database();
    const store = sqliteStore(own);
    await store.open(false);
    own.exec('create table notes (text text); begin; insert into notes values (1)');
    await expect(store.append([revoked])).rejects.toMatchObject({ name: 'StoreError' });
    await expect(store.changes(null, 0)).rejects.toMatchObject({ name: 'StoreError' });
    own.exec('commit');
    expect(own.prepare('select text from notes').all()).toHaveLength(1);
    expect(await store.append([revoked])).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'neither forks nor ends a session if a statement of a rotation fails, %s its work (R121)',
    async (when) => {
      const store = sqliteStore(database());
      await store.open(false);
      const idleUntil = Date.now() + 60_000;
      const step = { presented: 'first', grace: 10_000, now: Date.now(), idleUntil };
      let failures = 0;
      for (let isOver = false; !isOver; failures += isOver ? 0 : 1) {
        const session = `own:${failures}`;
        const times = { startedAt: 1, endsAt: null, until: null };
        const refresh = { jti: 'first', idleUntil };
        const added = { id: session, user: 'own:alice', ...times, label: null, refresh };
        await store.addSession(added, false);
        const failing = sqliteStore(failingAt(database(), failures, when));
        isOver = await failing
          .rotate({ ...step, session, successor: 'second' })
          .then(() => true)
          .catch((error: unknown) => {
            expect(error).toMatchObject({ name: 'StoreError' });
            return false;
          });
        const again = await store.rotate({ ...step, session, successor: 'third' });
        const isDone = again.outcome === 'repeated';
        expect(again).toMatchObject({ jti: isDone ? 'second' : 'third' });
        const repeated = await store.rotate({ ...step, session, successor: 'fourth' });
        expect(repeated).toMatchObject({ outcome: 'repeated', jti: isDone ? 'second' : 'third' });
      }
      // At least the state, the session, its change and the commit.
      expect(failures).toBeGreaterThan(3);
    },
  );

  it.each([
    "update pyramidion_entries set kind = 'other'",
    'update pyramidion_state set position = -5',
    'drop table pyramidion_entries; create table pyramidion_entries (x)',
  ])('rejects what another program wrote: %s', async (sql) => {
    const store = sqliteStore(database());
    await store.open(false);
    await store.append([revoked]);
    database().exec(sql);
    await expect(store.changes(null, 0)).rejects.toMatchObject({ name: 'StoreError' });
  });

  it('rejects if its file was replaced while it was open', async () => {
    const store = sqliteStore(database());
    await store.open(false);
    renameSync(path, `${path}.old`);
    await expect(store.changes(null, 0)).rejects.toThrow(/removed or replaced/);
    await expect(store.append([revoked])).rejects.toThrow(/removed or replaced/);
  });

  it('reads integers that the database gives as bigint', async () => {
    const own = database() as OpenDatabase;
    const prepare = own.prepare.bind(own);
    const big = {
      exec: own.exec.bind(own),
      prepare(sql: string) {
        const statement = prepare(sql) as ReturnType<typeof prepare> & {
          setReadBigInts(on: boolean): void;
        };
        statement.setReadBigInts(true);
        return statement;
      },
    };
    const store = sqliteStore(big);
    await store.open(false);
    const [entry] = await store.append([{ ...revoked, kind: 'user', until: 5 }]);
    expect((await store.changes(null, 0)).entries[0]).toEqual(entry);
  });
});

describe('sqliteStore', () => {
  it.each([undefined, null, {}, 'data.sqlite'])('refuses %j, which is no database', (given) => {
    expect(() => sqliteStore(given as never)).toThrow('sqliteStore needs an open database');
  });
});

/** Returns a database of which one statement fails: the first, or a later one. */
function failingAt(
  database: OpenDatabase,
  index: number,
  when: 'before' | 'after',
): SqliteDatabase {
  let count = 0;
  const tried = <T>(run: () => T): T => {
    const fails = count++ === index;
    if (fails && when === 'before') throw new Error('disk I/O error');
    const result = run();
    if (fails) throw new Error('disk I/O error');
    return result;
  };
  return {
    // One that fails has begun nothing.
    exec: (sql) => (sql.startsWith('begin') ? database.exec(sql) : tried(() => database.exec(sql))),
    prepare(sql) {
      const made = database.prepare(sql);
      return {
        run: (...values) => tried(() => made.run(...values)),
        get: (...values) => tried(() => made.get(...values)),
        all: (...values) => tried(() => made.all(...values)),
      };
    },
  };
}

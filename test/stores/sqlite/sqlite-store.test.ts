import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../src/stores/sqlite.ts';
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

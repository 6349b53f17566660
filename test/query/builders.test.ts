import { sql as drizzleSql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { sql as kyselySql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Allow, Everyone } from '../../src/acl.ts';
import { aclFor, drizzle, kysely, list, number, owner, sqlText, when } from '../../src/query.ts';
import type { Dialect, List } from '../../src/query.ts';
import { byDrizzle, byKysely, drizzleQuery, kyselyQuery } from './builders.ts';
import { compareWithDecide } from './compare.ts';
import type { Database } from './databases.ts';
import { openSqlite } from './databases.ts';
import { randomPolicy } from './policies.ts';
import { Random } from './random.ts';
import { randomWorld } from './rows.ts';

const EXTENT = { seed: 500, worlds: 1, policies: 60, rows: 50 };

/** The statement without what the builders write in different ways. */
const bare = (statement: string) => statement.replaceAll(/["`]|reports\.(?=id\b)/g, '');

describe.each<Dialect>(['postgresql', 'mysql', 'sqlite'])('a statement for %s', (dialect) => {
  it('of a query builder has the condition and the values of sqlText', () => {
    const random = new Random(9);
    const world = randomWorld(random, 4);
    for (let turn = 0; turn < 15; turn++) {
      const policy = randomPolicy(random, world);
      const own = sqlText(policy.list as List, { dialect, table: 'reports' });
      const built = drizzleQuery(dialect, policy.list);
      const compiled = kyselyQuery(dialect, policy.list);
      expect(bare(built.sql)).toContain(bare(own.text));
      expect(bare(compiled.sql)).toContain(bare(own.text));
      expect([built.params, compiled.parameters]).toEqual([own.values, own.values]);
    }
  });
});

describe('a query builder over SQLite', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openSqlite();
  });
  afterAll(() => database.close());

  it.each([
    ['Drizzle', byDrizzle],
    ['Kysely', byKysely],
  ])('%s finds the rows that decide allows', async (_, by) => {
    expect(await compareWithDecide(database, by(database), EXTENT)).toBe(3_000);
  });
});

describe('drizzle', () => {
  const rows = pgTable('rows', { id: integer().primaryKey(), ownerId: text('owner_id') });
  const mine = (acl: Parameters<typeof list>[0]) => list(acl, [Everyone, 'user:4'], 'read') as List;
  const byText = aclFor<{ ownerId: string }>()([[Allow, owner('ownerId'), 'read']]);
  const byNumber = aclFor<{ ownerId: number }>()([[Allow, owner(number('ownerId')), 'read']]);
  const byOther = aclFor<{ other: boolean }>()([when({ other: true }, [Allow, Everyone, 'read'])]);

  it('refuses a column that the table does not have, or that has another type', () => {
    const by = (acl: unknown) => () => drizzle(mine(acl as never), rows, { sql: drizzleSql });
    expect(by(byText)).not.toThrow();
    expect(by(byNumber)).toThrow('The column "ownerId" of drizzle() is a string');
    expect(by(byOther)).toThrow('The table of drizzle() has no column "other"');
  });

  it('refuses what is no table of a database that it knows', () => {
    expect(() => drizzle(mine(byText as never), {}, { sql: drizzleSql })).toThrow('takes a table');
  });

  it('refuses a parent whose table it was not given', () => {
    const inside = { op: 'parent', column: 'ownerId', table: 't', key: 'id', where: 'all' };
    expect(() => drizzle(inside as never, rows, { sql: drizzleSql })).toThrow(
      'needs the table "t"',
    );
  });
});

it('kysely refuses a dialect that it does not know', () => {
  const options = { sql: kyselySql, dialect: 'mssql' as Dialect, table: 'reports' };
  expect(() => kysely('all', options)).toThrow('kysely() does not know the dialect');
});

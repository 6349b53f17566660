import { asc, sql as drizzleSql } from 'drizzle-orm';
import * as mysqlCore from 'drizzle-orm/mysql-core';
import * as pgCore from 'drizzle-orm/pg-core';
import * as sqliteCore from 'drizzle-orm/sqlite-core';
import type { MysqlAdapter } from 'kysely';
import {
  DummyDriver,
  Kysely,
  sql as kyselySql,
  MysqlAdapter as Mysql,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Dialect, List } from '../../src/query.ts';
import { drizzle, kysely } from '../../src/query.ts';
import type { Ask } from './compare.ts';
import type { Database } from './databases.ts';
import type { Report } from './rows.ts';

function pgTables() {
  const { boolean, integer, pgTable, text, varchar } = pgCore;
  const owned = {
    ownerText: text(),
    ownerNumber: integer(),
    archived: boolean(),
    level: integer(),
    status: text(),
  };
  return {
    sites: pgTable('sites', { id: varchar().primaryKey(), ...owned }),
    folders: pgTable('folders', {
      id: integer().primaryKey(),
      parentId: integer(),
      siteId: varchar(),
      ...owned,
    }),
    reports: pgTable('reports', { id: integer().primaryKey(), folderId: integer(), ...owned }),
  };
}

function mysqlTables() {
  const { boolean, int, mysqlTable, varchar } = mysqlCore;
  const text = () => varchar({ length: 40 });
  const owned = {
    ownerText: text(),
    ownerNumber: int(),
    archived: boolean(),
    level: int(),
    status: text(),
  };
  return {
    sites: mysqlTable('sites', { id: text().primaryKey(), ...owned }),
    folders: mysqlTable('folders', {
      id: int().primaryKey(),
      parentId: int(),
      siteId: text(),
      ...owned,
    }),
    reports: mysqlTable('reports', { id: int().primaryKey(), folderId: int(), ...owned }),
  };
}

function sqliteTables() {
  const { integer, sqliteTable, text } = sqliteCore;
  const owned = {
    ownerText: text(),
    ownerNumber: integer(),
    archived: integer({ mode: 'boolean' }),
    level: integer(),
    status: text(),
  };
  return {
    sites: sqliteTable('sites', { id: text().primaryKey(), ...owned }),
    folders: sqliteTable('folders', {
      id: integer().primaryKey(),
      parentId: integer(),
      siteId: text(),
      ...owned,
    }),
    reports: sqliteTable('reports', { id: integer().primaryKey(), folderId: integer(), ...owned }),
  };
}

/** A statement of Drizzle with the condition of a list. */
export function drizzleQuery(
  dialect: Dialect,
  list: List<Report>,
): { readonly sql: string; readonly params: unknown[] } {
  const options = { sql: drizzleSql };
  if (dialect === 'postgresql') {
    const { reports, ...tables } = pgTables();
    const where = drizzle(list as List, reports, { ...options, tables });
    const { id } = reports;
    return new pgCore.QueryBuilder()
      .select({ id })
      .from(reports)
      .where(where)
      .orderBy(asc(id))
      .toSQL();
  }
  if (dialect === 'mysql') {
    const { reports, ...tables } = mysqlTables();
    const where = drizzle(list as List, reports, { ...options, tables });
    const { id } = reports;
    return new mysqlCore.QueryBuilder()
      .select({ id })
      .from(reports)
      .where(where)
      .orderBy(asc(id))
      .toSQL();
  }
  const { reports, ...tables } = sqliteTables();
  const where = drizzle(list as List, reports, { ...options, tables });
  const { id } = reports;
  return new sqliteCore.QueryBuilder()
    .select({ id })
    .from(reports)
    .where(where)
    .orderBy(asc(id))
    .toSQL();
}

const DIALECTS = {
  postgresql: [PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler],
  mysql: [Mysql, MysqlIntrospector, MysqlQueryCompiler],
  sqlite: [SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler],
} as const;

/** A statement of Kysely with the condition of a list. */
export function kyselyQuery(
  dialect: Dialect,
  list: List<Report>,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const [Adapter, Introspector, Compiler] = DIALECTS[dialect];
  const db = new Kysely<{ reports: { id: number } }>({
    dialect: {
      createAdapter: () => new Adapter() as MysqlAdapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: (of) => new Introspector(of),
      createQueryCompiler: () => new Compiler(),
    },
  });
  const where = kysely(list as List, { sql: kyselySql, dialect, table: 'reports' });
  return db.selectFrom('reports').select('id').where(where).orderBy('id').compile();
}

/** Asks a database by a statement of Drizzle. */
export function byDrizzle(database: Database): Ask {
  return async (list) => {
    const { sql, params } = drizzleQuery(database.dialect, list);
    return (await database.run(sql, params)).map(({ id }) => id as number);
  };
}

/** Asks a database by a statement of Kysely. */
export function byKysely(database: Database): Ask {
  return async (list) => {
    const { sql, parameters } = kyselyQuery(database.dialect, list);
    return (await database.run(sql, parameters)).map(({ id }) => id as number);
  };
}

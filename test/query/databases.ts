import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import mysql from 'mysql2/promise';
import pg from 'pg';
import initSqlJs from 'sql.js';
import type { Dialect } from '../../src/query.ts';
import type { World } from './rows.ts';

/** A real database with the tables of a world. */
export interface Database {
  readonly dialect: Dialect;
  run(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Columns by dialect: text in a collation that finds more equal than JavaScript does. */
const TYPES = {
  postgresql: { text: 'text', bool: 'boolean' },
  mysql: { text: 'varchar(40) collate utf8mb4_general_ci', bool: 'boolean' },
  sqlite: { text: 'text collate nocase', bool: 'boolean' },
} as const;

/** Puts the rows of a world into the tables, which are made again. */
export async function load(database: Database, world: World): Promise<void> {
  const { text, bool } = TYPES[database.dialect];
  const q = database.dialect === 'mysql' ? '`' : '"';
  const owned = `${q}ownerText${q} ${text}, ${q}ownerNumber${q} integer, archived ${bool}, level integer, status ${text}`;
  const tables = {
    sites: `id varchar(40) primary key, ${owned}`,
    folders: `id integer primary key, ${q}parentId${q} integer, ${q}siteId${q} varchar(40), ${owned}`,
    reports: `id integer primary key, ${q}folderId${q} integer, ${owned}`,
  };
  for (const [name, columns] of Object.entries(tables)) {
    await database.run(`drop table if exists ${name}`);
    await database.run(`create table ${name} (${columns})`);
    const rows = world[name as keyof World] as readonly object[];
    for (const row of rows) {
      const names = Object.keys(row).map((column) => q + column + q);
      const places = names.map((_, at) => (database.dialect === 'postgresql' ? `$${at + 1}` : '?'));
      const values = Object.values(row).map((value) =>
        typeof value === 'boolean' && database.dialect !== 'postgresql' ? Number(value) : value,
      );
      await database.run(`insert into ${name} (${names.join()}) values (${places.join()})`, values);
    }
  }
}

/** Opens a schema of PostgreSQL. */
export async function openPostgres(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    dialect: 'postgresql',
    run: async (text, values = []) => (await client.query(text, [...values])).rows,
    close: () => client.end(),
  };
}

/** Opens a database of MariaDB or MySQL. */
export async function openMysql(socketPath: string): Promise<Database> {
  const connection = await mysql.createConnection({ socketPath, user: 'root', database: 'test' });
  return {
    dialect: 'mysql',
    run: async (text, values = []) =>
      (await connection.execute(text, [...values] as never))[0] as unknown as Record<
        string,
        unknown
      >[],
    close: () => connection.end(),
  };
}

/** Opens SQLite in memory, on every Node. */
export async function openSqlite(): Promise<Database> {
  const file = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
  const wasmBinary = readFileSync(file) as unknown as ArrayBuffer;
  const { Database } = await initSqlJs({ wasmBinary });
  const database = new Database();
  return {
    dialect: 'sqlite',
    async run(text, values = []) {
      const statement = database.prepare(text, [...values] as never);
      const rows: Record<string, unknown>[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      statement.free();
      return rows;
    },
    close: async () => database.close(),
  };
}

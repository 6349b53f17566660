import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPlan } from './plans.ts';
import { MariadbServer, mariadb } from '../support/mariadb.ts';
import { needs } from '../support/needs.ts';
import { PostgresServer, postgres } from '../support/postgres.ts';
import { print } from '../support/repetitions.ts';
import { byDrizzle, byKysely } from './builders.ts';
import type { Ask } from './compare.ts';
import { byText, compareWithDecide } from './compare.ts';
import type { Database } from './databases.ts';
import { openMysql, openPostgres, openSqlite } from './databases.ts';

/** As many worlds as the variable says: 100 make ten million pairs for each database. */
const WORLDS = Number(process.env['PYRAMIDION_WORLDS'] ?? 100);
const PART = { worlds: 1, policies: 200, rows: 500 };

/** One world by each query builder: a hundred thousand pairs. */
async function compareBuilders(database: Database): Promise<void> {
  const extent = { seed: 1000, ...PART };
  const builders: readonly (readonly [string, Ask])[] = [
    ['Drizzle', byDrizzle(database)],
    ['Kysely', byKysely(database)],
  ];
  for (const [name, ask] of builders) {
    const pairs = await compareWithDecide(database, ask, extent);
    print(`${name} for ${database.dialect}`, { pairs, differences: 0 });
  }
}

/** A world at a time, so that a run that is stopped has said how far it came. */
async function compareAll(name: string, database: Database): Promise<void> {
  let pairs = 0;
  for (let seed = 1; seed <= WORLDS; seed++) {
    pairs += await compareWithDecide(database, byText(database), { seed, ...PART });
    if (seed % 10 === 0) print(name, { pairs, differences: 0 });
  }
  expect(pairs).toBe(WORLDS * PART.policies * PART.rows);
}

describe('SQLite', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openSqlite();
  });
  afterAll(() => database.close());

  it('finds the rows that decide allows', () => compareAll('SQLite', database));
  it('finds them by query builders too', () => compareBuilders(database));
  it('uses the indexes of a million rows', () => checkPlan(database));
});

needs(postgres())('PostgreSQL', () => {
  let server: PostgresServer;
  let database: Database;
  beforeAll(async () => {
    server = await PostgresServer.start({ fsync: 'off' });
    database = await openPostgres(server.url);
  });
  afterAll(async () => {
    await database?.close();
    server?.remove();
  });

  it('finds the rows that decide allows', () => compareAll('PostgreSQL', database));
  it('finds them by query builders too', () => compareBuilders(database));
  it('uses the indexes of a million rows', () => checkPlan(database));
});

needs(mariadb())('MariaDB', () => {
  let server: MariadbServer;
  let database: Database;
  beforeAll(async () => {
    server = await MariadbServer.start();
    database = await openMysql(server.socket);
  });
  afterAll(async () => {
    await database?.close();
    await server?.remove();
  });

  it('finds the rows that decide allows', () => compareAll('MariaDB', database));
  it('finds them by query builders too', () => compareBuilders(database));
  it('uses the indexes of a million rows', () => checkPlan(database));
});

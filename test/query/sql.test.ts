import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Allow, Everyone } from '../../src/acl.ts';
import { aclFor, list, member, number, owner, sqlText, uuid, when } from '../../src/query.ts';
import type { Dialect, List } from '../../src/query.ts';
import { needs } from '../support/needs.ts';
import { PostgresServer, postgres } from '../support/postgres.ts';
import { byText, compareWithDecide } from './compare.ts';
import type { Database } from './databases.ts';
import { openPostgres, openSqlite } from './databases.ts';

const EXTENT = { seed: 1, worlds: 2, policies: 75, rows: 60 };

interface Report {
  readonly id: number;
  readonly ownerId: string | null;
  readonly teamId: number | null;
  readonly archived: boolean | null;
}
const reports = aclFor<Report>();
const written = (mine: List<Report>, dialect: Dialect) => sqlText(mine as List, { dialect });

describe('the condition as text', () => {
  const mine = list(reports([[Allow, owner('ownerId'), 'read']]), ['user:ann', "user:'x"], 'read');

  it('has no value in its text', () => {
    expect(written(mine, 'postgresql')).toEqual({
      text: '("ownerId" is not null and "ownerId" in ($1::text, $2::text) and "ownerId"::text collate "C" in ($3::text, $4::text))',
      values: ['ann', "'x", 'ann', "'x"],
    });
    expect(written(mine, 'mysql').text).not.toMatch(/ann|'x/);
    expect(written(mine, 'sqlite').text).not.toMatch(/ann|'x/);
  });

  it('is true or false for all rows or none', () => {
    expect(written('all', 'sqlite')).toEqual({ text: '1 = 1', values: [] });
    expect(written('none', 'mysql')).toEqual({ text: '1 = 0', values: [] });
  });

  it('has names and a first placeholder that suit the statement around it', () => {
    const numbers = list(
      reports([[Allow, member('team', number('teamId')), 'read']]),
      ['team:4'],
      'read',
    );
    const columnName = (name: string) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter}`.toLowerCase());
    const options = {
      dialect: 'postgresql',
      table: 'r"x',
      firstPlaceholder: 3,
      columnName,
    } as const;
    expect(sqlText(numbers as List, options)).toEqual({
      text: '("r""x"."team_id" is not null and "r""x"."team_id" in ($3::bigint))',
      values: [4],
    });
  });

  it('casts ids to the type that the template says, so that another type fails for every user', () => {
    const id = '0b51c4e8-3f7a-4d6e-9a51-0c8f4e4b9a11';
    const ids = list(reports([[Allow, owner(uuid('ownerId')), 'read']]), [`user:${id}`], 'read');
    expect(written(ids, 'postgresql').text).toContain('in ($1::uuid)');
  });

  it('is refused for a database that it does not know', () => {
    expect(() => written(mine, 'oracle' as Dialect)).toThrow('does not know the dialect');
    expect(() => written(mine, 'toString' as Dialect)).toThrow('does not know the dialect');
  });
});

describe('SQLite', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openSqlite();
  });
  afterAll(() => database.close());

  it('finds the rows that decide allows, with NULL, parents and trees', async () => {
    expect(await compareWithDecide(database, byText(database), EXTENT)).toBe(9_000);
  });

  it('does not take an id for a number that is spelt in another way', async () => {
    // The rows say that the column is text, and the database says that it is a number.
    await database.run('create table odd (id integer, owner integer)');
    await database.run('insert into odd values (1, 4), (2, 10)');
    const acl = aclFor<{ owner: string }>()([[Allow, owner('owner'), 'read']]);
    const asking = ['user: 4', 'user:04', 'user:4.0', 'user:1e1'];
    const { text, values } = sqlText(list(acl, asking, 'read') as List, { dialect: 'sqlite' });
    expect(await database.run(`select id from odd where ${text}`, values)).toEqual([]);
  });

  it('reaches no row in a loop, and none below the depth of the template', async () => {
    await database.run('create table f (id integer, parentId integer, open integer)');
    await database.run(
      'insert into f values (1, null, 1), (2, 1, 0), (3, 2, 0), (4, 3, 0), (8, 9, 0), (9, 8, 0)',
    );
    interface F {
      readonly id: number;
      readonly parentId: number | null;
      readonly open: boolean;
    }
    const acl = aclFor<F>()([when({ open: true }, [Allow, Everyone, 'read'])], {
      table: 'f',
      tree: 'parentId',
      depth: 2,
    });
    const { text, values } = sqlText(list(acl, [Everyone], 'read') as List, { dialect: 'sqlite' });
    const found = await database.run(`select id from f where ${text} order by id`, values);
    expect(found.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
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

  it('finds the rows that decide allows, with NULL, parents and trees', async () => {
    expect(await compareWithDecide(database, byText(database), EXTENT)).toBe(9_000);
  });
});

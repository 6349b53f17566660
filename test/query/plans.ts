import { expect } from 'vitest';
import { Allow, Authenticated, Deny } from '../../src/acl.ts';
import { aclFor, list, member, number, owner, sqlText, when } from '../../src/query.ts';
import type { List } from '../../src/query.ts';
import type { Database } from './databases.ts';

interface Big {
  readonly id: number;
  readonly ownerText: string;
  readonly ownerNumber: number;
  readonly archived: boolean;
}

const DIGITS =
  '(select 0 d union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)';
const COUNT = `a.d + 10*b.d + 100*c.d + 1000*e.d + 10000*f.d + 100000*g.d`;

/** Fills a table with a million rows of 50,000 owners and 20,000 groups. */
async function fill(database: Database): Promise<void> {
  const { dialect } = database;
  const run = (statement: string) => database.run(statement);
  const q = dialect === 'mysql' ? '`' : '"';
  const text = dialect === 'sqlite' ? 'text collate nocase' : 'varchar(40)';
  await run('drop table if exists big');
  await run(
    `create table big (id integer primary key, ${q}ownerText${q} ${text}, ${q}ownerNumber${q} integer, archived boolean)`,
  );
  const name = dialect === 'mysql' ? "concat('u', n % 50000)" : "'u' || (n % 50000)";
  const archived = dialect === 'postgresql' ? 'n % 7 = 0' : 'case when n % 7 = 0 then 1 else 0 end';
  const from = ['a', 'b', 'c', 'e', 'f', 'g'].map((alias) => `${DIGITS} ${alias}`).join(', ');
  await run(
    `insert into big select n, ${name}, n % 20000, ${archived} from (select ${COUNT} n from ${from}) numbers`,
  );
  await run(`create index big_text on big (${q}ownerText${q})`);
  await run(`create index big_number on big (${q}ownerNumber${q})`);
  await run(dialect === 'mysql' ? 'analyze table big' : 'analyze big');
}

/** Checks that a page of 50 rows is found by the indexes and not by reading all rows. */
export async function checkPlan(database: Database): Promise<void> {
  await fill(database);
  const acl = aclFor<Big>()([
    when({ archived: true }, [Deny, Authenticated, 'read']),
    [Allow, owner('ownerText'), 'read'],
    [Allow, member('org', number('ownerNumber')), 'read'],
  ]);
  const mine = list(acl, [Authenticated, 'user:u77', 'org:5', 'org:6'], 'read') as List;
  const { dialect } = database;
  const { text, values } = sqlText(mine, { dialect, table: 'big' });
  const statement = `select id from big where ${text} order by id desc limit 50`;
  expect((await database.run(statement, values)).length).toBeGreaterThan(40);
  const explain = dialect === 'sqlite' ? 'explain query plan' : 'explain';
  const plan = JSON.stringify(await database.run(`${explain} ${statement}`, values));
  expect(plan).toContain('big_text');
  expect(plan).toContain('big_number');
  expect(plan).not.toMatch(/Seq Scan|SCAN big|"type":"ALL"/);
}

import { Pool } from 'pg';
import postgresJs from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { ConfigurationError } from '../../../src/options/configuration-error.ts';
import { StoreError } from '../../../src/stores/model/store-error.ts';
import { postgresStore } from '../../../src/stores/postgres.ts';
import { SCHEMA_VERSION } from '../../../src/stores/postgres/sql/tables.ts';
import { needs } from '../../support/needs.ts';
import { postgres, PostgresServer } from '../../support/postgres.ts';
import { newSchema } from '../../support/postgres-world.ts';

const TIMEOUTS = { connectionTimeoutMillis: 2000, query_timeout: 5000 };

needs(postgres())('postgresStore, when it is opened', () => {
  let server: PostgresServer;
  let admin: Pool;
  let schema: string;
  beforeAll(async () => {
    server = await PostgresServer.start({ fsync: 'off', full_page_writes: 'off' });
    admin = new Pool({ connectionString: server.url, ...TIMEOUTS });
    await admin.query('create role application login');
  });
  beforeEach(() => {
    schema = newSchema();
  });
  afterEach(() => admin.query(`drop schema if exists ${schema} cascade`));
  afterAll(async () => {
    await admin.end();
    server.remove();
  });

  /** Uses a store of a role that may create nothing. */
  async function asApplication(use: (pool: Pool) => Promise<void>): Promise<void> {
    const connectionString = server.url.replace('postgres@', 'application@');
    const pool = new Pool({ connectionString, ...TIMEOUTS });
    try {
      await use(pool);
    } finally {
      await pool.end();
    }
  }

  const printed = async (): Promise<string> => {
    const args = ['store', 'schema', 'postgres', '--name', schema];
    return (await run(args, { env: {}, stdin: () => '', now: () => 0 })).out;
  };

  it('names the command that prints the schema if the role may not make it', () =>
    asApplication(async (pool) => {
      const opening = postgresStore(pool, { schema }).open(false);
      await expect(opening).rejects.toThrow(ConfigurationError);
      await expect(opening).rejects.toThrow('npx pyramidion store schema postgres');
    }));

  it('names the command if the role may not use the schema, or not its tables', () =>
    asApplication(async (pool) => {
      await admin.query(await printed());
      const store = postgresStore(pool, { schema });
      await expect(store.open(false)).rejects.toThrow(ConfigurationError);
      await admin.query(`grant usage on schema ${schema} to application`);
      await expect(store.open(false)).rejects.toThrow('npx pyramidion store schema postgres');
    }));

  it('needs only the rights that the printed schema names, which can be run twice', () =>
    asApplication(async (pool) => {
      const sql = await printed();
      await admin.query(sql);
      await admin.query(sql);
      const grants = [...sql.matchAll(/^-- +(grant .*;)$/gm)].map(([, grant]) => grant as string);
      expect(grants).toHaveLength(2);
      for (const grant of grants) await admin.query(grant.replace('my_application', 'application'));
      const store = postgresStore(pool, { schema });
      await store.open(true);
      await store.append([{ kind: 'user', id: 'own:1', user: 'own:1', until: null }]);
      await store.purge(Date.now());
      expect((await store.changes(null, 10)).entries).toHaveLength(2);
      await store.close();
    }));

  it('makes one schema and one generation if many processes begin at once', async () => {
    const pools = [1, 2, 3, 4].map(() => new Pool({ connectionString: server.url, ...TIMEOUTS }));
    const stores = pools.map((pool) => postgresStore(pool, { schema }));
    await Promise.all(stores.map((store) => store.open(true)));
    const answers = await Promise.all(stores.map((store) => store.changes(null, 0)));
    expect(new Set(answers.map(({ generation }) => generation)).size).toBe(1);
    expect(answers.map(({ entries }) => entries.length)).toEqual([1, 1, 1, 1]);
    for (const pool of pools) await pool.end();
  });

  it('refuses a schema that is newer than this code', async () => {
    const store = postgresStore(admin, { schema });
    await store.open(false);
    await admin.query(`create or replace function ${schema}.version() returns integer
      language sql immutable as 'select ${SCHEMA_VERSION + 1}'`);
    await expect(store.open(false)).rejects.toThrow(ConfigurationError);
    await expect(store.open(false)).rejects.toThrow('update pyramidion');
  });

  it('brings an older schema up to date', async () => {
    const store = postgresStore(admin, { schema });
    await store.open(false);
    const [entry] = await store.append([{ kind: 'all', id: '', user: null, until: null }]);
    await admin.query(`create or replace function ${schema}.version() returns integer
      language sql immutable as 'select 0'; drop function ${schema}.known;
      drop table ${schema}.token_use; drop function ${schema}.count_use`);
    await store.open(false);
    expect(await store.countUse('own:1', 1, null)).toBe(true);
    expect(await store.known(['own:1'])).toEqual([]);
    expect((await store.changes(null, 0)).entries).toEqual([entry]);
  });

  it('rejects what others have put in the place of its tables and answers', async () => {
    await admin.query(`create schema ${schema}; create table ${schema}.entry (mine integer)`);
    const store = postgresStore(admin, { schema });
    await expect(store.open(false)).rejects.toThrow(StoreError);
    await admin.query(`drop table ${schema}.entry`);
    await store.open(false);
    await expect(
      admin.query(`insert into ${schema}.entry values ('nonsense', 'x', null, null, 0, 1)`),
    ).rejects.toThrow('check');
    for (const junk of [`'7'`, `'[]'`, `'{"generation": 1, "isReplica": false}'`, `'{}'`]) {
      await admin.query(`create or replace function ${schema}.changes(given jsonb) returns json
        language sql stable as $$ select ${junk}::json $$`);
      await expect(store.changes(null, 0)).rejects.toThrow(StoreError);
    }
  });

  it('reports a server that may lose what it has committed, and a client that waits', async () => {
    const store = postgresStore(new Pool({ connectionString: server.url }), { schema });
    const findings = await store.open(false);
    expect(findings.map(({ name }) => name)).toEqual([
      'store_client_waits',
      'store_not_durable',
      'store_not_durable',
    ]);
    const reasons = findings.map(({ reason }) => reason).join('\n');
    expect(reasons).toMatch(/connectionTimeoutMillis: 250 and query_timeout: 250/);
    expect(reasons).toMatch(/fsync is off[^]*full_page_writes is off/);
    await admin.query(`alter table ${schema}.entry set unlogged`);
    const again = (await store.open(false)).map(({ reason }) => reason).join('\n');
    expect(again).toContain('UNLOGGED');
  });

  it('reports an sql of postgres that may pause for long, and none that does not', async () => {
    const waiting = postgresJs(server.url);
    const quick = postgresJs(server.url, { connect_timeout: 1, backoff: () => 0.2 });
    const namesOf = async (sql: typeof waiting): Promise<string[]> =>
      (await postgresStore(sql, { schema }).open(false)).map(({ name }) => name);
    expect(await namesOf(waiting)).toContain('store_client_waits');
    expect(await namesOf(quick)).not.toContain('store_client_waits');
    for (const sql of [waiting, quick]) await sql.end();
  });

  it('refuses an isolation in which writers fail, a pool of one connection, and a bad name', async () => {
    const options = '-c default_transaction_isolation=serializable';
    const pool = new Pool({ connectionString: server.url, options });
    await expect(postgresStore(pool, { schema }).open(false)).rejects.toThrow('read committed');
    await pool.end();
    expect(() => postgresStore(new Pool({ max: 1 }))).toThrow('set max to 2');
    for (const name of ['', 'A', 'a b', 'a"', 'pg_x', 'x'.repeat(49), 7 as unknown as string])
      expect(() => postgresStore(admin, { schema: name })).toThrow(ConfigurationError);
  });
});

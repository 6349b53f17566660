import { Pool } from 'pg';
import postgresJs from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreLostError } from '../../../src/stores/model/store.ts';
import type { Store } from '../../../src/stores/model/store.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import { StoreError } from '../../../src/stores/model/store-error.ts';
import { postgresStore } from '../../../src/stores/postgres.ts';
import { FaultyProxy } from '../../support/faulty-proxy.ts';
import { Following, pause, untilDone } from '../../support/follow.ts';
import { needs } from '../../support/needs.ts';
import { postgres, PostgresServer } from '../../support/postgres.ts';
import { newSchema } from '../../support/postgres-world.ts';

const session = (id: string): NewEntry => ({ kind: 'session', id, user: null, until: null });

/** The store of each client, with what ends the client. */
const clients = {
  pg(url: string, schema: string): [Store, () => Promise<unknown>] {
    const timeouts = { connectionTimeoutMillis: 2000, query_timeout: 2000 };
    const pool = new Pool({ connectionString: url, max: 4, ...timeouts });
    return [postgresStore(pool, { schema }), () => pool.end()];
  },
  postgres(url: string, schema: string): [Store, () => Promise<unknown>] {
    const sql = postgresJs(url, { max: 4, connect_timeout: 2, backoff: () => 0.1 });
    return [postgresStore(sql, { schema }), () => sql.end({ timeout: 1 })];
  },
};

needs(postgres())('postgresStore, when the server fails', () => {
  let server: PostgresServer;
  let admin: Pool;
  beforeAll(async () => {
    server = await PostgresServer.start({ fsync: 'off', wal_writer_delay: '10s' });
    admin = new Pool({ connectionString: server.url });
    admin.on('error', () => {});
  });
  afterAll(async () => {
    await admin.end();
    server.remove();
  });

  describe.each(Object.entries(clients))('with a client of %s', (name, clientOf) => {
    /** Uses two stores, as two processes have them, and ends them. */
    async function withStores(
      use: (one: Store, other: Store, schema: string) => Promise<void>,
      url = server.url,
    ): Promise<void> {
      const schema = newSchema();
      const [one, endOne] = clientOf(url, schema);
      const [other, endOther] = clientOf(url, schema);
      try {
        await one.open(false);
        await other.open(false);
        await use(one, other, schema);
      } finally {
        await one.close();
        await other.close();
        await endOne();
        await endOther();
      }
    }

    it(
      'hears of every entry although the server restarts',
      () =>
        withStores(async (one, other) => {
          const following = new Following(other, (await other.changes(null, 0)).position);
          const ids = Array.from({ length: 60 }, (_each, index) => `own:${index}`);
          for (const [index, id] of ids.entries()) {
            if (index === 20) server.stop();
            if (index === 20)
              await expect(one.append([session('own:x')])).rejects.toThrow(StoreError);
            if (index === 20) server.start();
            await untilDone(() => one.append([session(id)]));
          }
          await following.hears('own:59');
          await following.end();
          expect(ids.filter((id) => !following.entries.includes(id))).toEqual([]);
          expect(following.answers.filter(({ whole }) => whole)).toEqual([]);
          for (const failure of following.failures) expect(failure).toBeInstanceOf(StoreError);
        }),
      60_000,
    );

    it(
      'hears of every entry although its connections are ended five times',
      () =>
        withStores(async (one, other, schema) => {
          const following = new Following(other, (await other.changes(null, 0)).position);
          await pause(200);
          const ids = Array.from({ length: 100 }, (_each, index) => `own:${index}`);
          for (const [index, id] of ids.entries()) {
            if (index % 20 === 10)
              await admin.query(
                `select pg_terminate_backend(pid) from pg_stat_activity where query like $1`,
                [`listen "${schema}"%`],
              );
            if (index % 20 === 15)
              await admin.query(
                `select pg_terminate_backend(pid) from pg_stat_activity where query like $1`,
                [`select "${schema}".changes%`],
              );
            await untilDone(() => one.append([session(id)]));
          }
          await following.hears('own:99');
          await following.end();
          expect(ids.filter((id) => !following.entries.includes(id))).toEqual([]);
        }),
      60_000,
    );

    it(
      'rejects writes while the server is read-only, and goes on to read',
      () =>
        withStores(async (one, other) => {
          await one.append([session('own:1')]);
          await admin.query('alter system set default_transaction_read_only = on');
          await admin.query('select pg_reload_conf()');
          try {
            while (await one.append([session('own:1')]).catch(() => null)) await pause(20);
            await expect(one.append([session('own:2')])).rejects.toThrow('read-only');
            expect((await other.changes(null, 0)).entries.map(({ id }) => id)).toEqual(['own:1']);
            expect(await other.open(true)).toBeInstanceOf(Array);
          } finally {
            await admin.query('alter system reset default_transaction_read_only');
            await admin.query('select pg_reload_conf()');
          }
          await untilDone(() => one.append([session('own:3')]));
        }),
      60_000,
    );

    it('answers within the wait and 250 ms in a black hole, and works after it', async () => {
      const proxy = await FaultyProxy.start(server.port);
      await withStores(
        async (one, other) => {
          const { position } = await other.changes(null, 0);
          await other.changes(position, 50);
          proxy.swallow();
          await expect(other.changes(position, 300)).rejects.toThrow('in time');
          await expect(other.changes(position, 100)).rejects.toThrow('in time');
          proxy.pass();
          // This client has no time limit for a statement, and waits for the network to fail.
          if (name === 'postgres') proxy.kill();
          await untilDone(() => one.append([session('own:1')]));
          const { entries } = await untilDone(() => other.changes(position, 500));
          expect(entries.map(({ id }) => id)).toEqual(['own:1']);
        },
        server.url.replace(String(server.port), String(proxy.port)),
      );
      await proxy.close();
    });

    it('says that its content was lost if only the entries were truncated', () =>
      withStores(async (one, other, schema) => {
        await one.append([session('own:1')]);
        const { position } = await other.changes(null, 0);
        await admin.query(`truncate ${schema}.entry`);
        for (const lost of [
          () => other.changes(position, 0),
          () => other.changes(position, 100),
          () => one.append([session('own:2')]),
          () => one.begin(null),
          () => one.horizon(),
        ])
          await expect(lost()).rejects.toThrow(StoreLostError);
        await admin.query(`drop schema ${schema} cascade`);
        await expect(other.changes(position, 0)).rejects.toThrow(StoreLostError);
        await one.open(true);
        expect((await other.changes(position, 0)).entries).toMatchObject([{ kind: 'all' }]);
      }));

    it('says that its content was lost if only the counts of uses were truncated', () =>
      withStores(async (one, other, schema) => {
        await one.countUse('own:1', 1, null);
        await admin.query(`truncate ${schema}.token_use`);
        await expect(other.countUse('own:1', 1, null)).rejects.toThrow(StoreLostError);
      }));
  });

  it('keeps every entry that was acknowledged when the server is killed', async () => {
    const schema = newSchema();
    // The server would lose what the last ten seconds committed if the store did not wait.
    const pool = new Pool({ connectionString: server.url, options: '-c synchronous_commit=off' });
    const store = postgresStore(pool, { schema });
    await store.open(false);
    const acknowledged: string[] = [];
    let failed = 0;
    const append = async (id: string): Promise<void> => {
      try {
        await store.append([session(id)]);
        acknowledged.push(id);
        if (acknowledged.length === 600) server.kill();
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        failed++;
      }
    };
    await Promise.all(Array.from({ length: 2000 }, (_each, index) => append(`own:${index}`)));
    expect([acknowledged.length >= 600, failed > 0]).toEqual([true, true]);
    await untilDone(async () => server.start());
    const { rows } = await untilDone(() => admin.query(`select id from ${schema}.entry`));
    const kept = new Set(rows.map(({ id }) => id as string));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    await store.close();
    await pool.end();
  }, 60_000);

  it('gives positions without a gap, in the order of commits, to many writers', async () => {
    const schema = newSchema();
    const pools = [1, 2, 3].map(() => new Pool({ connectionString: server.url, max: 8 }));
    const stores = pools.map((pool) => postgresStore(pool, { schema }));
    for (const store of stores) await store.open(false);
    const reader = stores[2] as Store;
    const following = new Following(reader, (await reader.changes(null, 0)).position);
    const ids = Array.from({ length: 4000 }, (_each, index) => `own:${index}`);
    await Promise.all(ids.map((id, index) => (stores[index % 2] as Store).append([session(id)])));
    const { rows } = await admin.query(
      `select id, position from ${schema}.entry order by position`,
    );
    expect(rows.map(({ position }) => Number(position))).toEqual(
      ids.map((_id, index) => index + 1),
    );
    const last = rows.at(-1).id as string;
    await following.hears(last);
    await following.end();
    expect(following.entries).toEqual(rows.map(({ id }) => id as string));
    for (const store of stores) await store.close();
    for (const pool of pools) await pool.end();
  }, 60_000);

  it('never lets two transactions wait for each other', async () => {
    const schema = newSchema();
    const pools = [1, 2].map(() => new Pool({ connectionString: server.url, max: 8 }));
    const stores = pools.map((pool) => postgresStore(pool, { schema }));
    for (const store of stores) await store.open(false);
    const now = Date.now();
    const deadlocks = async (): Promise<number> => {
      const { rows } = await admin.query('select sum(deadlocks) as sum from pg_stat_database');
      return Number(rows[0].sum);
    };
    const before = await deadlocks();
    const ids = ['own:1', 'own:2', 'own:3'];
    const work = Array.from({ length: 1000 }, async (_each, index) => {
      const store = stores[index % 2] as Store;
      const id = ids[index % 3] as string;
      const until = index % 7 === 0 ? now - 1000 : now + 60_000;
      const refresh = { jti: 'first', idleUntil: now + 60_000 };
      const times = { startedAt: now, endsAt: null, until };
      if (index % 5 === 0)
        await store.addSession({ id, user: 'own:0', ...times, label: null, refresh }, true);
      else if (index % 5 === 1)
        await store.append([...ids].reverse().map((one) => ({ ...session(one), until })));
      else if (index % 5 === 2) await store.append([{ ...session('own:0'), kind: 'user' }]);
      else if (index % 5 === 3) await store.purge(now);
      else {
        const step = { session: id, successor: `${index}`, grace: 0, now, idleUntil: now + 60_000 };
        await store.rotate({ ...step, presented: index % 2 === 0 ? 'first' : 'unknown' });
        await store.touchSession(id, now + index);
      }
    });
    await Promise.all(work);
    await admin.query('select pg_stat_force_next_flush()').catch(() => {});
    expect(await deadlocks()).toBe(before);
    for (const pool of pools) await pool.end();
  }, 60_000);

  it('keeps what is revoked again while it is purged', async () => {
    const schema = newSchema();
    const pool = new Pool({ connectionString: server.url, max: 8 });
    const store = postgresStore(pool, { schema });
    await store.open(false);
    const ids = Array.from({ length: 200 }, (_each, index) => `own:${index}`);
    await store.append(ids.map((id) => ({ ...session(id), until: 1 })));
    const purging = Array.from({ length: 20 }, () => store.purge(Date.now()));
    await Promise.all([...ids.map((id) => store.append([session(id)])), ...purging]);
    await store.purge(Date.now());
    const { entries } = await store.changes(null, 0);
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(ids));
    await pool.end();
  }, 60_000);

  it('believes no replica, and goes on to read from one that was promoted', async () => {
    const schema = newSchema();
    const store = postgresStore(admin, { schema });
    await store.open(false);
    await store.append([session('own:1')]);
    const { position, generation } = await store.changes(null, 0);
    const replica = await server.startReplica();
    const pool = new Pool({ connectionString: replica.url });
    const other = postgresStore(pool, { schema });
    try {
      await expect(other.open(false)).rejects.toThrow('connect to the primary');
      await expect(other.changes(position, 50)).rejects.toThrow('connect to the primary');
      await expect(other.append([session('own:2')])).rejects.toThrow('read-only');
      replica.promote();
      await other.append([session('own:3')]);
      const answer = await other.changes(position, 50);
      expect([answer.whole, answer.generation]).toEqual([false, generation]);
      expect(answer.entries.map(({ id }) => id)).toEqual(['own:3']);
      expect((await other.changes(position, 0)).entries).toEqual(answer.entries);
      expect((await other.changes(answer.position, 0)).entries).toEqual([]);
    } finally {
      await other.close();
      await pool.end();
      replica.remove();
    }
  }, 60_000);

  it('says that its content was lost if a promoted replica lacks what was read before', async () => {
    const [lost, passed, whole] = [newSchema(), newSchema(), newSchema()] as const;
    const schemas = [lost, passed, whole];
    const stores = schemas.map((schema) => postgresStore(admin, { schema }));
    for (const store of stores) {
      await store.open(false);
      await store.append([session('own:1')]);
    }
    const replica = await server.startReplica();
    const pool = new Pool({ connectionString: replica.url });
    pool.on('error', () => {});
    const others = schemas.map((schema) => postgresStore(pool, { schema }));
    const readBy = (list: readonly Store[]) => list.map((store) => store.changes(null, 0));
    const [, , unharmed] = await Promise.all(readBy(stores));
    const [one, two, three] = others as [Store, Store, Store];
    try {
      // From here on it copies nothing.
      await pool.query(`alter system set primary_conninfo = ''`);
      await pool.query('select pg_reload_conf()');
      const isCopying = async (): Promise<unknown> =>
        (await pool.query('select 1 from pg_stat_wal_receiver')).rows.length;
      while ((await isCopying()) !== 0) await pause(50);
      for (const store of stores.slice(0, 2)) await store.append([session('own:2')]);
      const read = await Promise.all(readBy(stores));
      replica.promote();
      // The position that was read is one of this server again, with another entry.
      await two.append([session('own:3')]);
      await two.append([session('own:4')]);
      for (const [index, store] of [one, two].entries()) {
        const { position = '' } = read[index] ?? {};
        await expect(store.changes(position, 0)).rejects.toThrow(StoreLostError);
        for (const failing of [() => store.changes(null, 0), () => store.begin(null)])
          await expect(failing()).rejects.toThrow(StoreLostError);
        await store.open(false);
        const { entries, whole: isWhole } = await store.changes(position, 0);
        expect([isWhole, entries.some(({ kind }) => kind === 'all')]).toEqual([true, true]);
      }
      const answer = await three.changes(unharmed?.position ?? null, 0);
      expect([answer.whole, answer.entries]).toEqual([false, []]);
      // It goes on after a restart.
      await three.append([session('own:5')]);
      replica.stop();
      replica.start();
      await untilDone(() => three.append([session('own:6')]));
      const { entries } = await three.changes(unharmed?.position ?? null, 0);
      expect(entries.map(({ id }) => id)).toEqual(['own:5', 'own:6']);
    } finally {
      for (const store of [...stores, ...others]) await store.close();
      await pool.end();
      replica.remove();
    }
  }, 60_000);

  it('goes on to read after a restart of a server that hides its timeline', async () => {
    const schema = newSchema();
    const pool = new Pool({ connectionString: server.url });
    pool.on('error', () => {});
    const store = postgresStore(pool, { schema });
    await store.open(false);
    await admin.query(`create or replace function ${schema}.timeline() returns text
      language sql stable as 'select extract(epoch from pg_postmaster_start_time())::text'`);
    let { position } = await store.changes(null, 0);
    for (let restart = 1; restart < 4; restart++) {
      server.stop();
      server.start();
      await untilDone(() => store.changes(position, 0));
      await store.append([session(`own:${restart}`)]);
      const answer = await store.changes(position, 0);
      expect(answer.entries.map(({ id }) => id)).toEqual([`own:${restart}`]);
      ({ position } = answer);
    }
    await store.close();
    await pool.end();
  }, 60_000);

  it('rejects while the application uses all connections of the pool, and works after that', async () => {
    const pool = new Pool({ connectionString: server.url, max: 2, connectionTimeoutMillis: 200 });
    const store = postgresStore(pool, { schema: newSchema() });
    await store.open(false);
    const { position } = await store.changes(null, 0);
    const used = [await pool.connect(), await pool.connect()];
    await expect(store.append([session('own:1')])).rejects.toThrow(StoreError);
    await expect(store.changes(position, 10)).rejects.toThrow(StoreError);
    for (const client of used) client.release();
    await store.append([session('own:2')]);
    expect((await store.changes(position, 100)).entries).toHaveLength(1);
    await store.close();
    await pool.end();
  });

  it('survives the end of an idle connection of a pool whose errors are not listened to', async () => {
    const schema = newSchema();
    const pool = new Pool({ connectionString: server.url, application_name: schema });
    const store = postgresStore(pool, { schema });
    await store.open(false);
    expect(pool.idleCount).toBe(1);
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [schema],
    );
    while (pool.totalCount > 0) await pause(10);
    await store.append([session('own:1')]);
    await store.close();
    await pool.end();
  });

  it('does not keep a connection that comes after the wait is over', async () => {
    const pool = new Pool({ connectionString: server.url, max: 2 });
    const store = postgresStore(pool, { schema: newSchema() });
    await store.open(false);
    const { position } = await store.changes(null, 0);
    const used = [await pool.connect(), await pool.connect()];
    await expect(store.changes(position, 10)).rejects.toThrow('in time');
    for (const client of used) client.release();
    await pause(50);
    expect([pool.waitingCount, pool.idleCount]).toEqual([0, pool.totalCount]);
    await store.close();
    await pool.end();
  });

  it('shows no password in the text of an error', async () => {
    const pool = new Pool({ connectionString: 'postgres://a:hunter2@127.0.0.1:1/x' });
    const error = await postgresStore(pool).open(false).catch(String);
    expect(error).toMatch(/^StoreError: postgresStore\(\): .*ECONNREFUSED/);
    expect(error).not.toContain('hunter2');
    await pool.end();
  });
});

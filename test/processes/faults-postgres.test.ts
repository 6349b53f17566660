import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectSafe } from '../support/faults.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { needs } from '../support/needs.ts';
import { postgres, PostgresServer } from '../support/postgres.ts';
import { isNightly } from '../support/repetitions.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

/** The first stands for all of them where there is little time. */
const CONNECTION_FAULTS: readonly (readonly [name: string, begin: (proxy: FaultyProxy) => void])[] =
  [
    ['half-open', (proxy) => proxy.swallow()],
    [
      'killed',
      (proxy) => {
        proxy.refuse();
        proxy.kill();
      },
    ],
    ['1 s slower', (proxy) => proxy.delay(500)],
    ['100 ms slower', (proxy) => proxy.delay(50)],
    ['30 s slower', (proxy) => proxy.delay(15_000)],
  ];

needs(postgres())('on a PostgreSQL that fails', () => {
  let server: PostgresServer;
  let proxy: FaultyProxy;
  let admin: Pool;
  let workers: readonly [reader: Worker, writer: Worker];
  const both = () => ({ reader: workers[0], writer: workers[1] });
  beforeAll(async () => {
    server = await PostgresServer.start();
    proxy = await FaultyProxy.start(server.port);
    admin = new Pool({ connectionString: server.url, max: 1 });
    admin.on('error', () => {});
    const start = (port: number): Promise<Worker[]> =>
      startWorkers(1, { store: { kind: 'pg', port, schema: 'faults' } });
    const [[reader], [writer]] = await Promise.all([start(proxy.port), start(server.port)]);
    workers = [reader as Worker, writer as Worker];
  });
  afterAll(async () => {
    await endWorkers(workers);
    await admin.end();
    await proxy.close();
    server.remove();
  });

  it.each(isNightly ? CONNECTION_FAULTS : CONNECTION_FAULTS.slice(0, 2))(
    'is safe while the connection is %s',
    async (name, begin) => {
      const fault = { begin: () => begin(proxy), end: () => proxy.pass() };
      await expectSafe('pg', { name, ...both(), ...fault });
    },
  );

  it('is safe while the server is restarted', async () => {
    const fault = { begin: () => server.kill(), end: () => server.start() };
    await expectSafe('pg', { name: 'restarted', ...both(), ...fault });
  });

  it('is safe while the server is read-only', async () => {
    const set = async (value: string): Promise<void> => {
      await admin.query(`set default_transaction_read_only = off`);
      await admin.query(`alter system set default_transaction_read_only = ${value}`);
      await admin.query('select pg_reload_conf()');
    };
    const fault = { begin: () => set('on'), end: () => set('off') };
    await expectSafe('pg', { name: 'read-only', ...both(), ...fault });
  });

  it('is safe while all connections of the pool are taken', async () => {
    const { reader } = both();
    const begin = async (): Promise<void> => {
      await reader.call('hold');
      // That on which it listens is freed, and taken, too.
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where (query like 'listen %' or query like '%.changes(%') and pid <> pg_backend_pid()`,
      );
    };
    const end = () => reader.call('letGo');
    await expectSafe('pg', { name: 'pool exhausted', ...both(), begin, end });
  });

  it('is closed when its tables were emptied, until all are revoked', async () => {
    const begin = () => admin.query('truncate faults.entry, faults.session, faults.clock');
    await expectSafe('pg', { name: 'truncated', ...both(), begin, end() {}, isFinal: true });
    const { reader, writer } = both();
    await expect(writer.call('token', 'alice')).rejects.toThrow('store_unavailable');
    await writer.call('revokeAll');
    const token = await writer.call('token', 'alice');
    await expect.poll(() => reader.call('ask', token)).toBe('alice');
  });
});

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis6';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/options/configuration-error.ts';
import { RedisStoreError, redisStore, StoreLostError } from '../../../src/stores/redis.ts';
import type { Store } from '../../../src/stores/redis.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import { FaultyProxy } from '../../support/faulty-proxy.ts';
import { needs, redisServer } from '../../support/needs.ts';
import type { OpenClient } from '../../support/redis-clients.ts';
import { CLIENTS } from '../../support/redis-clients.ts';
import { RedisServer } from '../../support/redis-server.ts';

/** The wait of a follower. */
const WAIT = 400;

let server: RedisServer;
let proxy: FaultyProxy;
let opened: OpenClient;
let store: Store;
let prefix: string;

const entry = (): NewEntry => ({
  kind: 'session',
  id: `own:${randomUUID()}`,
  user: null,
  until: Date.now() + 3_600_000,
});

/** Returns the entries after a position, by the first wait that succeeds. */
async function heardAfter(position: string): Promise<readonly string[]> {
  for (;;) {
    const answer = await store.changes(position, WAIT).catch(() => null);
    if (answer !== null && answer.entries.length > 0) return answer.entries.map(({ id }) => id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const codeOf = (run: Promise<unknown>): Promise<string | null> =>
  run.then(
    () => 'nothing was wrong',
    (error: unknown) => {
      expect(error).toBeInstanceOf(RedisStoreError);
      return (error as RedisStoreError).code;
    },
  );

needs(redisServer())('faults', () => {
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  describe.each(CLIENTS)('of the network, with %s', (_, open) => {
    beforeEach(async () => {
      proxy = await FaultyProxy.start(server.port);
      opened = await open(proxy.port, 250);
      store = redisStore(opened.client, { prefix: randomUUID() });
      await store.open(false);
    });
    afterEach(async () => {
      await store.close();
      await opened.close();
      await proxy.close();
    });

    /** Stores an entry as soon as the client of the application works again. */
    async function appended(): Promise<string> {
      const added = entry();
      const isStored = () =>
        store.append([added]).then(
          () => true,
          () => false,
        );
      await expect.poll(isStored, { timeout: 10_000 }).toBe(true);
      return added.id;
    }

    it('end a wait whose connection is killed, and the next one works', async () => {
      const { position } = await store.changes(null, 0);
      const waiting = codeOf(store.changes(position, 10_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
      proxy.kill();
      expect(await waiting).toBeNull();
      const id = await appended();
      expect(await heardAfter(position)).toEqual([id]);
    });

    it('end a wait whose client Redis kills, and the next one works', async () => {
      const { position } = await store.changes(null, 0);
      const waiting = codeOf(store.changes(position, 10_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await server.command('CLIENT', 'KILL', 'TYPE', 'normal');
      expect(await waiting).toBeNull();
      const id = await appended();
      expect(await heardAfter(position)).toEqual([id]);
    });

    it('end a wait in a black hole, and the next one works when it is over (S4)', async () => {
      const { position } = await store.changes(null, 0);
      const waiting = codeOf(store.changes(position, WAIT));
      proxy.swallow();
      expect(await waiting).toBeNull();
      expect(await codeOf(store.changes(position, WAIT))).toBeNull();
      proxy.pass();
      const id = await appended();
      expect(await heardAfter(position)).toEqual([id]);
    });

    it('end a wait while connections are refused, and the next one works', async () => {
      const { position } = await store.changes(null, 0);
      proxy.refuse();
      proxy.kill();
      for (let round = 0; round < 3; round++)
        expect(await codeOf(store.changes(position, WAIT))).toBeNull();
      proxy.pass();
      const id = await appended();
      expect(await heardAfter(position)).toEqual([id]);
    });

    it('do not end a wait that is only late', async () => {
      const { position } = await store.changes(null, 0);
      proxy.delay(20);
      expect((await store.changes(position, WAIT)).entries).toEqual([]);
    });

    it('leave no connection behind', async () => {
      const { position } = await store.changes(null, 0);
      for (let round = 0; round < 5; round++) {
        const waiting = store.changes(position, WAIT).catch(() => null);
        proxy.kill();
        await waiting;
      }
      await store.close();
      await opened.close();
      await expect.poll(() => proxy.connections).toBe(0);
    });

    it('end every wait when the store is closed', async () => {
      const { position } = await store.changes(null, 0);
      const waits = [1, 2, 3].map(() => codeOf(store.changes(position, 60_000)));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.close();
      expect(await Promise.all(waits)).toEqual([null, null, null]);
      expect(await codeOf(store.changes(position, WAIT))).toBeNull();
      expect((await store.changes(position, 0)).entries).toEqual([]);
    });
  });

  describe.each(CLIENTS)('that Redis answers, with %s', (_, open) => {
    let own: RedisServer;
    beforeEach(async () => {
      own = await RedisServer.start('--enable-debug-command', 'yes');
      opened = await open(own.port);
      prefix = randomUUID();
      store = redisStore(opened.client, { prefix });
      await store.open(false);
      await store.append([entry()]);
    });
    afterEach(async () => {
      await store.close();
      await opened.close();
      await own.close();
    });

    it('are READONLY on a replica, also for what is only read (S10)', async () => {
      const { position } = await store.changes(null, 0);
      await own.command('REPLICAOF', '127.0.0.1', String(server.port));
      await own.command('CONFIG', 'SET', 'replica-serve-stale-data', 'yes');
      expect(await codeOf(store.append([entry()]))).toBe('READONLY');
      expect(await codeOf(store.changes(position, 0))).toBe('READONLY');
      expect(await codeOf(store.changes(position, WAIT))).toBe('READONLY');
      await own.command('REPLICAOF', 'NO', 'ONE');
    });

    it('are NOREPLICAS on a primary that lost its replicas', async () => {
      const { position } = await store.changes(null, 0);
      await own.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
      expect(await codeOf(store.changes(position, 0))).toBe('NOREPLICAS');
      expect(await codeOf(store.append([entry()]))).toBe('NOREPLICAS');
    });

    it('are OOM if the memory is full: reading and removing go on (S7)', async () => {
      const { position } = await store.changes(null, 0);
      await own.command('CONFIG', 'SET', 'maxmemory', '1');
      expect(await codeOf(store.append([entry()]))).toBe('OOM');
      expect((await store.changes(position, 0)).entries).toEqual([]);
      await store.purge(Date.now());
    });

    it('are MISCONF if the disk is full: reading goes on', async () => {
      const { position } = await store.changes(null, 0);
      await own.command('CONFIG', 'SET', 'save', '1 1');
      // The server may be writing a file into it at this moment.
      rmSync(own.folder, { recursive: true, maxRetries: 10, retryDelay: 50 });
      await own.command('SET', 'a', 'b');
      await expect.poll(() => codeOf(store.append([entry()])), { timeout: 20_000 }).toBe('MISCONF');
      expect((await store.changes(position, 0)).more).toBe(false);
      expect((await store.changes(null, WAIT)).whole).toBe(true);
    });

    it('are NOPERM for a user who may not run scripts', async () => {
      await own.command('ACL', 'SETUSER', 'default', '-@scripting');
      expect(await codeOf(store.append([entry()]))).toBe('NOPERM');
    });

    it('are no fault if the scripts are gone', async () => {
      await own.command('SCRIPT', 'FLUSH');
      expect((await store.append([entry()])).length).toBe(1);
    });

    it('are a finding if INFO is not permitted, and all is read in one page', async () => {
      await store.append(Array.from({ length: 1500 }, entry));
      await own.command('ACL', 'SETUSER', 'default', '-info');
      const [finding] = await store.open(false);
      expect(finding).toMatchObject({ name: 'store_not_durable', reason: /INFO/ });
      const answer = await store.changes(null, 0);
      expect([answer.entries.length, answer.more]).toEqual([1501, false]);
    });
  });

  describe('of a password', () => {
    const PASSWORD = 'a-wrong-password';
    const connecting = { lazyConnect: true, enableOfflineQueue: true, maxRetriesPerRequest: 0 };
    let closed: RedisServer;
    beforeAll(async () => {
      closed = await RedisServer.start('--requirepass', 'another-password');
    });
    afterAll(() => closed.close());

    it.each([
      ['ioredis 5', () => quiet(new Redis(addressOf(closed), connecting))],
      ['ioredis 6', () => quiet(new Redis6(addressOf(closed), connecting))],
      [
        'node-redis',
        () => quiet(createClient({ url: addressOf(closed), socket: { reconnectStrategy: false } })),
      ],
    ])('do not show it, with %s', async (_, make) => {
      const client = make();
      const connected: unknown = await client.connect().catch((error: unknown) => error);
      expect(connected).toBeDefined();
      const refused = redisStore(client);
      for (const waitMs of [WAIT, 0]) {
        const error: unknown = await refused.changes(null, waitMs).catch((thrown) => thrown);
        expect(error).toBeInstanceOf(RedisStoreError);
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(PASSWORD);
      }
      await refused.close();
      if ('disconnect' in client && !('isOpen' in client)) client.disconnect();
    });

    function quiet<T extends { on(event: 'error', listener: () => void): unknown }>(client: T): T {
      client.on('error', () => {});
      return client;
    }

    function addressOf({ port }: RedisServer): string {
      return `redis://:${PASSWORD}@127.0.0.1:${port}`;
    }
  });

  describe('of a server that starts', () => {
    it('are LOADING until it has its data', async () => {
      const own = await RedisServer.start('--appendonly', 'yes');
      const [, open] = CLIENTS[2] as (typeof CLIENTS)[number];
      const first = await open(own.port);
      const filled = redisStore(first.client, { prefix: 'p' });
      await filled.open(false);
      for (let i = 0; i < 400; i++) await first.send('SET', `k${i}`, 'x'.repeat(2000));
      await own.command('BGREWRITEAOF');
      await expect
        .poll(async () => String(await own.command('INFO', 'persistence')))
        .toMatch(/aof_rewrite_in_progress:0[^]*aof_last_bgrewrite_status:ok/);
      await own.kill();
      await first.close();
      await own.begin(
        '--key-load-delay',
        '5000',
        '--loading-process-events-interval-bytes',
        '1024',
      );
      const again = await open(own.port);
      expect(await codeOf(redisStore(again.client, { prefix: 'p' }).open(false))).toBe('LOADING');
      await filled.close();
      await again.close();
      await own.close();
    });
  });

  describe('of what is stored', () => {
    beforeEach(async () => {
      const [, open] = CLIENTS[0] as (typeof CLIENTS)[number];
      opened = await open(server.port);
      prefix = randomUUID();
      store = redisStore(opened.client, { prefix });
      await store.open(false);
    });
    afterEach(async () => {
      await store.close();
      await opened.close();
    });

    it.each(['state', 'log', 'entries', 'sessions', 'users', 'until', 'uses'])(
      'are found at start in the key "%s"',
      async (name) => {
        await opened.send('SET', `{${prefix}}:${name}`, 'of another application');
        await expect(store.open(true)).rejects.toThrow(ConfigurationError);
        await expect(store.open(true)).rejects.toThrow(`{${prefix}}:${name}`);
      },
    );

    it.each(['junk', '7', '7 x', '7 7junk', '-1 5', '7  u', '{"at":7}'])(
      'refuse the value %j of an entry (S13)',
      async (value) => {
        const one = entry();
        await store.append([one]);
        await opened.send('HSET', `{${prefix}}:entries`, `session ${one.id}`, value);
        expect(await codeOf(store.changes(null, 0))).toBe('FOREIGN');
      },
    );

    it('refuse an entry of a kind that is not known', async () => {
      await opened.send('HSET', `{${prefix}}:entries`, 'junk 1', '0 -');
      await opened.send('HINCRBY', `{${prefix}}:state`, 'count', '1');
      expect(await codeOf(store.changes(null, 0))).toBe('FOREIGN');
    });

    it('refuse a count of uses that is no number', async () => {
      await store.countUse('own:1', 2, null);
      await opened.send('HSET', `{${prefix}}:uses`, 'own:1', 'junk');
      expect(await codeOf(store.countUse('own:1', 2, null))).toBe('FOREIGN');
    });

    it('say that the content was lost if the counts of uses are gone, and revoke all', async () => {
      await store.countUse('own:1', 1, null);
      const before = await store.changes(null, 0);
      await opened.send('DEL', `{${prefix}}:uses`);
      for (const lost of [
        () => store.countUse('own:1', 1, null),
        () => store.changes(before.position, 0),
      ])
        await expect(lost()).rejects.toThrow(StoreLostError);
      await store.open(false);
      expect((await store.changes(null, 0)).entries).toMatchObject([{ kind: 'all' }]);
    });

    it('do not add to a value of another form', async () => {
      const one = entry();
      await store.append([one]);
      await opened.send('HSET', `{${prefix}}:entries`, `session ${one.id}`, 'junk');
      expect(await codeOf(store.append([one]))).toBe('FOREIGN');
    });

    it.each(['junk', '7', 'null', '[]', '{}', '{"id":"1","user":"a","label":"7"}'])(
      'refuse the session %j (S13)',
      async (value) => {
        await opened.send('HSET', `{${prefix}}:sessions`, 'own:1', value);
        await opened.send('ZADD', `{${prefix}}:users`, '0', 'own:a\0own:1');
        await expect(store.session('own:1')).rejects.toThrow(RedisStoreError);
        await expect(store.sessionsOf('own:a')).rejects.toThrow(RedisStoreError);
        await expect(store.touchSession('own:1', 5)).rejects.toThrow(RedisStoreError);
        await expect(
          store.rotate({
            session: 'own:1',
            presented: 'a',
            successor: 'b',
            grace: 1,
            now: 1,
            idleUntil: 2,
          }),
        ).rejects.toThrow(RedisStoreError);
      },
    );
  });
});

import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { StoreLostError, redisStore } from '../../../src/stores/redis.ts';
import type { Store } from '../../../src/stores/redis.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import { needs, redisServer } from '../../support/needs.ts';
import { RedisServer } from '../../support/redis-server.ts';

let server: RedisServer;
let client: Redis;
let prefix: string;
let store: Store;
let others: Redis[];

const entry = (): NewEntry => ({
  kind: 'session',
  id: `own:${randomUUID()}`,
  user: null,
  until: Date.now() + 3_600_000,
});
const key = (name: string): string => `{${prefix}}:${name}`;
const position = async (): Promise<string> => (await store.changes(null, 0)).position;

/** Returns a store of the same content with another client. */
function other(options: RedisOptions = {}): Store {
  const one = new Redis({ port: server.port, ...options });
  one.on('error', () => {});
  others.push(one);
  return redisStore(one, { prefix });
}

async function restart(): Promise<void> {
  await server.kill();
  await server.begin();
  while ((await server.command('PING').catch(() => null)) !== 'PONG');
}

needs(redisServer())('the content of a Redis', () => {
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    client = new Redis({ port: server.port });
    client.on('error', () => {});
    others = [];
    prefix = randomUUID();
    store = redisStore(client, { prefix });
    await store.open(false);
  });
  afterEach(async () => {
    await store.close();
    for (const each of [client, ...others]) each.disconnect();
  });

  it('is noticed to be lost by the wait during which Redis is emptied (S8)', async () => {
    const waiting = store.changes(await position(), 400);
    const lost = expect(waiting).rejects.toThrow(StoreLostError);
    await server.command('FLUSHALL');
    await lost;
  });

  it.each(['state', 'entries'])('is lost without the key "%s"', async (name) => {
    await store.append([entry()]);
    const at = await position();
    await client.del(key(name));
    await expect(store.changes(at, 0)).rejects.toThrow(StoreLostError);
    await expect(store.append([entry()])).rejects.toThrow(StoreLostError);
    await expect(store.begin(null)).rejects.toThrow(StoreLostError);
    await expect(store.horizon()).rejects.toThrow(StoreLostError);
    await store.open(true);
    const { entries } = await store.changes(at, 0);
    expect(entries.map(({ kind }) => kind)).toContain('all');
  });

  it('keeps the revocations that are left when it is made again', async () => {
    const kept = entry();
    await store.append([kept, entry()]);
    await client.del(key('state'));
    await store.open(false);
    expect((await store.changes(null, 0)).entries).toContainEqual({ ...kept, at: 0 });
  });

  it.each([
    ['XTRIM', ['MAXLEN', '1']],
    ['XTRIM', ['MAXLEN', '0']],
    ['DEL', []],
  ])('is read again from the start if the log lost a part by %s %j', async (name, args) => {
    const at = await position();
    const entries = [entry(), entry(), entry()];
    await store.append(entries);
    await client.call(name, [key('log'), ...args]);
    const answer = await store.changes(at, 0);
    expect(answer.whole).toBe(true);
    expect(answer.entries.map(({ id }) => id).sort()).toEqual(entries.map(({ id }) => id).sort());
    const late = entry();
    await store.append([late]);
    expect((await store.changes(answer.position, 0)).entries.map(({ id }) => id)).toContain(
      late.id,
    );
  });

  it('is read again from the start if an entry in the middle of the log is gone', async () => {
    const at = await position();
    await store.append([entry(), entry(), entry()]);
    const [, second] = (await client.xrange(key('log'), '-', '+')).map(([id]) => id);
    await client.xdel(key('log'), second as string);
    const answer = await store.changes(at, 0);
    expect([answer.whole, answer.entries.length]).toEqual([true, 3]);
  });

  it('is lost for all if an older one comes back (S6)', async () => {
    await store.append([entry()]);
    await client.save();
    await store.append([entry()]);
    const at = await position();
    await restart();
    await expect.poll(() => client.status).toBe('ready');
    await expect(store.changes(at, 0)).rejects.toThrow(StoreLostError);
    await expect(other().changes(null, 0)).rejects.toThrow(StoreLostError);
    await store.open(true);
    expect((await store.changes(at, 0)).entries.map(({ kind }) => kind)).toContain('all');
  });

  it('is lost if an older one came back and was written to since', async () => {
    await store.append([entry()]);
    await client.save();
    await store.append([entry()]);
    const at = await position();
    await restart();
    await expect.poll(() => client.status).toBe('ready');
    await store.append([entry(), entry(), entry()]);
    await expect(store.changes(at, 0)).rejects.toThrow(StoreLostError);
  });

  it('is listed from the start if the server starts again between two pages', async () => {
    await store.append(Array.from({ length: 3000 }, entry));
    const first = await store.changes(null, 0);
    expect([first.whole, first.more]).toEqual([true, true]);
    const second = await store.changes(first.position, 0);
    expect([second.whole, second.more]).toEqual([false, true]);
    await client.save();
    await restart();
    await expect.poll(() => client.status).toBe('ready');
    expect((await store.changes(second.position, 0)).whole).toBe(true);
  });

  it('is listed whole while others write', async () => {
    const many = Array.from({ length: 5000 }, entry);
    await store.append(many);
    const seen = new Set<string>();
    let answer = await store.changes(null, 0);
    for (;;) {
      for (const { id } of answer.entries) seen.add(id);
      if (!answer.more) break;
      const late = entry();
      if (seen.size < 4000) many.push(late);
      if (seen.size < 4000) await store.append([late]);
      answer = await store.changes(answer.position, 0);
    }
    expect(many.filter(({ id }) => !seen.has(id))).toEqual([]);
  });

  it.each([['nonsense'], [''], ['a b c'], ['x 1-1'], ['x 1-1 y 5']])(
    'is read from the start after the position %j',
    async (at) => {
      expect((await store.changes(at, 0)).whole).toBe(true);
    },
  );

  it('may be under a key prefix of ioredis', async () => {
    const prefixed = other({ keyPrefix: 'app:' });
    await prefixed.open(false);
    const { position: at } = await prefixed.changes(null, 0);
    const waiting = prefixed.changes(at, 10_000);
    const one = entry();
    await prefixed.append([one]);
    expect((await waiting).entries.map(({ id }) => id)).toEqual([one.id]);
    expect(await client.exists(`app:${key('entries')}`)).toBe(1);
    await prefixed.close();
  });

  it('needs only the permissions that the guide names', async () => {
    const rules = 'resetkeys -@all +@connection +@scripting +@hash +@sortedset +@stream';
    await client.call('ACL', [
      'SETUSER',
      'app',
      'on',
      '>pass',
      ...`${rules} +time +type +del +info`.split(' '),
      `~{${prefix}}:*`,
    ]);
    const limited = other({ username: 'app', password: 'pass' });
    await limited.open(false);
    const { position: at } = await limited.changes(null, 0);
    await limited.append([entry(), { kind: 'user', id: 'a', user: 'a', until: null }]);
    await limited.begin(null);
    await limited.purge(0);
    expect((await limited.changes(at, 400)).entries.length).toBe(2);
    await client.del(key('entries'));
    await limited.open(true);
    await limited.close();
  });

  it('removes thousands of what ended', async () => {
    const until = Date.now() - 1000;
    await store.append(Array.from({ length: 2500 }, () => ({ ...entry(), until })));
    await store.purge(Date.now());
    expect((await store.changes(null, 0)).entries).toEqual([]);
    expect(await client.zcard(key('until'))).toBe(0);
  });

  it('keeps users apart whose ids begin alike', async () => {
    const session = (id: string, user: string) => ({
      id,
      user,
      startedAt: 1,
      endsAt: null,
      until: null,
      label: '\ud800 \0 half a character',
      refresh: null,
    });
    await store.addSession(session('1', 'a'), false);
    await store.addSession(session('2', 'a\0b'), false);
    await store.addSession(session('3', 'ab'), false);
    expect((await store.sessionsOf('a')).map(({ id }) => id)).toEqual(['1']);
    expect((await store.sessionsOf('a\0b')).map(({ label }) => label)).toEqual([
      '\ud800 \0 half a character',
    ]);
    await store.append([{ kind: 'user', id: 'a', user: 'a', until: null }]);
    expect(await store.sessionsOf('a')).toEqual([]);
    expect((await store.sessionsOf('a\0b')).length).toBe(1);
    expect((await store.sessionsOf('ab')).length).toBe(1);
  });
});

needs(redisServer())('a Redis that is killed', () => {
  let durable: RedisServer;
  let writer: Redis;
  let writing: Store;

  async function begin(...options: string[]): Promise<void> {
    durable = await RedisServer.start('--appendonly', 'yes', ...options);
    writer = new Redis({ port: durable.port, maxRetriesPerRequest: 0 });
    writer.on('error', () => {});
    writing = redisStore(writer);
    await writing.open(false);
  }

  afterEach(async () => {
    await writing.close();
    writer.disconnect();
    await durable.close();
  });

  /** Kills the server in the middle of many writes; returns what was acknowledged before. */
  async function acknowledgedBeforeTheKill(count: number): Promise<readonly string[]> {
    const acknowledged: string[] = [];
    const pending = Array.from({ length: count }, async () => {
      const [stored] = await writing.append([entry()]);
      acknowledged.push((stored as NewEntry).id);
      if (acknowledged.length === count / 2) await durable.kill();
    });
    await Promise.allSettled(pending);
    expect(acknowledged.length).toBeGreaterThanOrEqual(count / 2);
    await durable.begin();
    while ((await durable.command('PING').catch(() => null)) !== 'PONG');
    await expect.poll(() => writer.status).toBe('ready');
    return acknowledged;
  }

  async function readFrom(at: string | null): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let answer = await writing.changes(at, 0);
    for (const { id } of answer.entries) found.add(id);
    while (answer.more) {
      answer = await writing.changes(answer.position, 0);
      for (const { id } of answer.entries) found.add(id);
    }
    return found;
  }

  it('has every entry that it acknowledged, with appendfsync always', async () => {
    await begin('--appendfsync', 'always');
    const acknowledged = await acknowledgedBeforeTheKill(2000);
    const found = await readFrom(null);
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  });

  it('has every entry that a process has read, or is lost, with appendfsync everysec', async () => {
    await begin();
    const read: string[] = [];
    let at = (await writing.changes(null, 0)).position;
    let isKilled = false;
    const following = (async () => {
      while (!isKilled) {
        const answer = await writing.changes(at, 50).catch(() => null);
        if (answer === null) await new Promise((resolve) => setTimeout(resolve, 10));
        if (answer === null) continue;
        at = answer.position;
        for (const { id } of answer.entries) read.push(id);
      }
    })();
    await acknowledgedBeforeTheKill(1000);
    isKilled = true;
    await following;
    const found = await readFrom(null).catch((error: unknown) => {
      expect(error).toBeInstanceOf(StoreLostError);
      return new Set(read);
    });
    expect(read.filter((id) => !found.has(id))).toEqual([]);
  });
});

import { Cluster, Redis } from 'ioredis';
import { Cluster as Cluster6, Redis as Redis6 } from 'ioredis6';
import { createClient, createCluster, createSentinel } from 'redis';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { redisStore } from '../../../src/stores/redis.ts';
import type { RedisClient } from '../../../src/stores/redis.ts';

describe('RedisClient', () => {
  it('is the type of every client of ioredis and node-redis', () => {
    expectTypeOf<Redis>().toExtend<RedisClient>();
    expectTypeOf<Cluster>().toExtend<RedisClient>();
    expectTypeOf<Redis6>().toExtend<RedisClient>();
    expectTypeOf<Cluster6>().toExtend<RedisClient>();
    expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>();
    expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>();
    expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<RedisClient>();
    const withOptions = () => createClient({ RESP: 3, disableOfflineQueue: true });
    expectTypeOf<ReturnType<typeof withOptions>>().toExtend<RedisClient>();
    expectTypeOf<URL>().not.toExtend<RedisClient>();
  });

  it.each([
    ['ioredis 5', () => new Redis({ lazyConnect: true })],
    ['ioredis 6', () => new Redis6({ lazyConnect: true })],
    ['ioredis 5 for a cluster', () => new Cluster([], { lazyConnect: true })],
    ['ioredis 6 for a cluster', () => new Cluster6([], { lazyConnect: true })],
    ['node-redis', () => createClient()],
    ['node-redis for a cluster', () => createCluster({ rootNodes: [{}] })],
    [
      'node-redis for Sentinel',
      () => createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] }),
    ],
  ])('is a client of %s', (_, make) => {
    expect(redisStore(make()).name).toBe('redis');
  });

  it.each([[null], [undefined], ['redis://127.0.0.1'], [{}], [{ call() {} }], [() => {}]])(
    'is not %s',
    (client) => {
      expect(() => redisStore(client as never)).toThrow(/ioredis or redis/);
    },
  );
});

describe('the prefix of redisStore', () => {
  it.each([[''], ['a{b}'], [7], ['x'.repeat(101)], [null]])('is not %j', (prefix) => {
    const client = new Redis({ lazyConnect: true });
    expect(() => redisStore(client, { prefix: prefix as never })).toThrow(/prefix of redisStore/);
  });

  it('has no other option beside it', () => {
    const client = new Redis({ lazyConnect: true });
    expect(() => redisStore(client, { perfix: 'a' } as never)).toThrow(/perfix.*prefix/);
  });
});

import { Cluster, Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/options/configuration-error.ts';
import type { RedisConnection } from '../../../src/stores/redis/client.ts';
import {
  checkVersion,
  clientFindings,
  serverFindings,
} from '../../../src/stores/redis/findings.ts';
import { ioredisConnection } from '../../../src/stores/redis/ioredis.ts';
import { nodeRedisConnection } from '../../../src/stores/redis/node-redis.ts';

const found = (persistence: string, memory: string): string[] =>
  serverFindings(['', persistence, memory]).map(({ name }) => name);

describe('checkVersion', () => {
  it.each(['6.2.14', '5.0.0', '', 'x7.0.0'])('refuses Redis "%s"', (version) => {
    expect(() => checkVersion([`redis_version:${version}\r\n`, '', ''])).toThrow(
      ConfigurationError,
    );
  });

  it.each(['7.0.15', '7.4.0', '8.2.1', '10.0.0'])('takes Redis %s', (version) => {
    checkVersion([`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`, '', '']);
  });
});

describe('serverFindings', () => {
  it('reports a server that loses its data in a crash', () => {
    expect(found('aof_enabled:0\r\n', 'maxmemory:0\r\n')).toEqual(['store_not_durable']);
    expect(found('aof_enabled:1\r\n', 'maxmemory:0\r\n')).toEqual([]);
  });

  it.each([
    ['allkeys-lru', ['store_evicts']],
    ['allkeys-random', ['store_evicts']],
    ['noeviction', []],
    ['volatile-lru', []],
  ])('reports %s with a limit as %j', (policy, names) => {
    const memory = (limit: number) => `maxmemory:${limit}\r\nmaxmemory_policy:${policy}\r\n`;
    expect(found('aof_enabled:1', memory(100))).toEqual(names);
    expect(found('aof_enabled:1', memory(0))).toEqual([]);
  });
});

describe('clientFindings', () => {
  const reasonOf = (connection: RedisConnection): string | undefined =>
    clientFindings(connection.slowOptions())[0]?.reason;
  const tight = {
    commandTimeout: 250,
    connectTimeout: 250,
    socketTimeout: 1000,
    maxRetriesPerRequest: 0,
  };

  it('names each option that ioredis lacks', () => {
    const reason = reasonOf(ioredisConnection(new Redis({ lazyConnect: true })));
    expect(reason).toMatch(
      /enableOfflineQueue: false, commandTimeout: 250, connectTimeout: 250, socketTimeout: 1000, maxRetriesPerRequest: 0$/,
    );
    const endless = new Redis({ ...tight, enableOfflineQueue: false, maxRetriesPerRequest: null });
    endless.disconnect();
    expect(reasonOf(ioredisConnection(endless))).toMatch(/with maxRetriesPerRequest: 0$/);
  });

  it('finds nothing with the options of the guide', () => {
    const lazyConnect = true;
    const redis = new Redis({ ...tight, enableOfflineQueue: false, lazyConnect });
    expect(reasonOf(ioredisConnection(redis))).toBeUndefined();
    const client = createClient({
      disableOfflineQueue: true,
      pingInterval: 400,
      socket: { connectTimeout: 250, socketTimeout: 1000 },
    });
    expect(reasonOf(nodeRedisConnection(client))).toBeUndefined();
  });

  it('names options of a cluster where they stand', () => {
    const cluster = new Cluster([], {
      lazyConnect: true,
      enableOfflineQueue: false,
      redisOptions: { ...tight, commandTimeout: undefined },
    });
    expect(reasonOf(ioredisConnection(cluster))).toMatch(/with redisOptions.commandTimeout: 250$/);
  });

  it('names each option that node-redis lacks', () => {
    expect(reasonOf(nodeRedisConnection(createClient()))).toMatch(
      /disableOfflineQueue: true, pingInterval: 400, socket.connectTimeout: 250, socket.socketTimeout: 1000$/,
    );
  });
});

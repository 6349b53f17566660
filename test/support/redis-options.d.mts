import type { RedisClientOptions } from 'redis';

export declare const IOREDIS: {
  readonly connectTimeout: number;
  readonly socketTimeout: number;
  readonly enableOfflineQueue: false;
  readonly maxRetriesPerRequest: number;
  readonly retryStrategy: (times: number) => number;
  readonly lazyConnect: true;
};
export declare function nodeRedis(port: number): RedisClientOptions;

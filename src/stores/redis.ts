/** Sessions and revocations in Redis. */
export { RedisStoreError } from './redis/redis-error.ts';
export { redisStore } from './redis/redis-store.ts';
export type { RedisStoreOptions } from './redis/redis-store.ts';
export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisSentinel,
  RedisClient,
} from './redis/client.ts';
export { StoreLostError } from './model/store.ts';
export type { Store, StoreFinding } from './model/store.ts';

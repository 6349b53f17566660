/** The options of the guide for clients of Redis. It is JavaScript, because processes load it. */

/** Those of ioredis, without the time for an answer. */
export const IOREDIS = {
  connectTimeout: 250,
  socketTimeout: 1000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (times) => Math.min(50 * times, 500),
  lazyConnect: true,
};

/** Those of node-redis, which has no time-out for an answer. */
export const nodeRedis = (port) => ({
  disableOfflineQueue: true,
  pingInterval: 400,
  socket: {
    host: '127.0.0.1',
    port,
    connectTimeout: 250,
    socketTimeout: 1000,
    reconnectStrategy: (retries) => Math.min(50 * (retries + 1), 500),
  },
});

import { Redis } from 'ioredis';
import { memoryStore } from 'pyramidion';
import type { Store } from 'pyramidion';
import { redisStore } from 'pyramidion/stores/redis';

/** Where sessions and revocations are kept, and how it is closed after the security. */
export interface SessionStore {
  readonly store: Store;
  close(): void;
}

/** Opens Redis if `REDIS_URL` names one: then the application may run on several machines. */
export function openSessionStore(): SessionStore {
  const url = process.env['REDIS_URL'];
  if (url === undefined || url === '') return { store: memoryStore(), close: () => undefined };
  const client = new Redis(url, {
    commandTimeout: 250,
    connectTimeout: 250,
    socketTimeout: 1000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * times, 500),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  // The store reports its failures itself, and without a listener each of them is printed twice.
  client.on('error', () => undefined);
  return { store: redisStore(client, { prefix: 'reports' }), close: () => client.disconnect() };
}

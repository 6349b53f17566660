import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Store } from 'pyramidion';
import { lmdbStore } from 'pyramidion/stores/lmdb';
import { redisStore } from 'pyramidion/stores/redis';

/** Where sessions and revocations are kept, and how it is closed after the security. */
export interface SessionStore {
  readonly store: Store;
  close(): void;
}

/**
 * Opens a file of its own in the folder, for all processes of this machine; or Redis if `REDIS_URL`
 * names one: then the application may run on several machines.
 */
export function openSessionStore(folder: string): SessionStore {
  const url = process.env['REDIS_URL'];
  if (url === undefined || url === '') {
    return { store: lmdbStore({ path: join(folder, 'sessions.lmdb') }), close: () => undefined };
  }
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

import type { IoredisClient, OwnConnection, RedisConnection } from './client.ts';
import { curesOf, isShort } from './client.ts';

type Options = Readonly<Record<string, unknown>>;

/** A duplicate, as far as it is used here. */
interface Duplicate extends IoredisClient {
  readonly status: string;
  connect(): Promise<unknown>;
  disconnect(): void;
  on(event: 'error', listener: () => void): unknown;
}

/** What a connection for commands that wait needs: no time-out of the client, and no retry. */
const WAITING = { commandTimeout: undefined, socketTimeout: undefined, maxRetriesPerRequest: 0 };
const ONCE = { lazyConnect: true, enableOfflineQueue: false };

/** Returns the connection of a client of ioredis. */
export function ioredisConnection(client: IoredisClient): RedisConnection {
  return {
    send: (_, [name, ...args]) => client.call(name as string, args),
    duplicate: () => ownConnection(duplicateOf(client)),
    slowOptions: () => slowOptions(client),
  };
}

function duplicateOf(client: IoredisClient): Duplicate {
  const { redisOptions } = optionsOf(client);
  const make = client.duplicate.bind(client) as (...options: unknown[]) => Duplicate;
  if (!isCluster(client)) return make({ ...WAITING, ...ONCE, retryStrategy: () => null });
  return make([], {
    ...ONCE,
    clusterRetryStrategy: () => null,
    redisOptions: { ...(redisOptions as Options | undefined), ...WAITING },
  });
}

function ownConnection(duplicate: Duplicate): OwnConnection {
  // An error without a listener is printed by the client; each command rejects with it anyway.
  duplicate.on('error', () => {});
  let connecting: Promise<unknown> | null = null;
  return {
    get isReady() {
      return duplicate.status === 'ready';
    },
    ready: () => (connecting ??= duplicate.connect()),
    send: (_, [name, ...args]) => duplicate.call(name as string, args),
    drop: () => duplicate.disconnect(),
  };
}

function slowOptions(client: IoredisClient): string[] {
  const options = optionsOf(client);
  const each = isCluster(client) ? { ...(options.redisOptions as Options | undefined) } : options;
  const where = isCluster(client) ? 'redisOptions.' : '';
  const retries = each['maxRetriesPerRequest'];
  return curesOf([
    { cure: 'enableOfflineQueue: false', holds: options.enableOfflineQueue === false },
    { cure: `${where}commandTimeout: 250`, holds: isShort(each['commandTimeout']) },
    { cure: `${where}connectTimeout: 250`, holds: isShort(each['connectTimeout']) },
    { cure: `${where}socketTimeout: 1000`, holds: isShort(each['socketTimeout']) },
    {
      cure: `${where}maxRetriesPerRequest: 0`,
      holds: typeof retries === 'number' && retries <= 1,
    },
  ]);
}

function isCluster(client: IoredisClient): boolean {
  return 'isCluster' in client && client.isCluster === true;
}

function optionsOf({ options }: IoredisClient): {
  readonly redisOptions?: unknown;
  readonly enableOfflineQueue?: unknown;
} & Options {
  return (options ?? {}) as Options;
}

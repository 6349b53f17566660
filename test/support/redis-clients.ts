import { Cluster, Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis6';
import { createClient, createCluster, createSentinel } from 'redis';
import type { IoredisClient, RedisClient } from '../../src/stores/redis/client.ts';
import { IOREDIS, nodeRedis } from './redis-options.mjs';

interface Connecting {
  connect(): Promise<unknown>;
  disconnect(): void;
  on(event: 'error', listener: () => void): unknown;
}

/** A client of one of the packages, with the options that the guide names. */
export interface OpenClient {
  readonly client: RedisClient;
  /** Sends any command. */
  send(...command: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Tests run beside others on a busy machine; those of faults use the time of the guide, 250. */
const PATIENT = 5000;

async function openIoredis(client: IoredisClient & Connecting): Promise<OpenClient> {
  client.on('error', () => {});
  await client.connect();
  return {
    client,
    send: (name, ...args) => client.call(name as string, args),
    close: async () => client.disconnect(),
  };
}

async function openNodeRedis(port: number): Promise<OpenClient> {
  const client = createClient(nodeRedis(port));
  client.on('error', () => {});
  await client.connect();
  return {
    client,
    send: (...command) => client.sendCommand(command),
    close: async () => client.destroy(),
  };
}

type Opening = (port: number, commandTimeout?: number) => Promise<OpenClient>;

/** How a client of each package is opened. */
export const CLIENTS: readonly (readonly [name: string, open: Opening])[] = [
  [
    'ioredis 5',
    (port, commandTimeout = PATIENT) =>
      openIoredis(new Redis({ port, commandTimeout, ...IOREDIS })),
  ],
  [
    'ioredis 6',
    (port, commandTimeout = PATIENT) =>
      openIoredis(new Redis6({ port, commandTimeout, ...IOREDIS })),
  ],
  ['node-redis', openNodeRedis],
];

const HOST = '127.0.0.1';
const CLUSTER = {
  lazyConnect: true,
  enableOfflineQueue: false,
  redisOptions: { connectTimeout: 250, socketTimeout: 1000, commandTimeout: PATIENT },
} as const;

/** How a client of a cluster is opened; the port is that of any node. */
export const CLUSTER_CLIENTS: readonly (readonly [name: string, open: Opening])[] = [
  ['ioredis', (port) => openIoredis(new Cluster([{ host: HOST, port }], CLUSTER))],
  [
    'node-redis',
    async (port) => {
      const client = createCluster({ rootNodes: [{ socket: { host: HOST, port } }] });
      client.on('error', () => {});
      await client.connect();
      return {
        client,
        send: (...command) => client.sendCommand(undefined, false, command),
        close: async () => client.destroy(),
      };
    },
  ],
];

/** The name of the primary that a Sentinel watches. */
export const PRIMARY = 'main';

/** How a client of Sentinel is opened; the port is that of a Sentinel. */
export const SENTINEL_CLIENTS: readonly (readonly [name: string, open: Opening])[] = [
  ['ioredis', (port) => openIoredis(new Redis({ ...sentinelOf(port), ...IOREDIS }))],
  [
    'node-redis',
    async (port) => {
      const client = createSentinel({
        name: PRIMARY,
        sentinelRootNodes: [{ host: HOST, port }],
      });
      client.on('error', () => {});
      await client.connect();
      return {
        client,
        send: (...command) => client.sendCommand(false, command),
        close: async () => void client.destroy(),
      };
    },
  ],
];

function sentinelOf(port: number) {
  return { sentinels: [{ host: HOST, port }], name: PRIMARY, commandTimeout: PATIENT };
}

import type {
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisSentinel,
  OwnConnection,
  RedisConnection,
} from './client.ts';
import { curesOf, isShort } from './client.ts';

type Options = Readonly<Record<string, unknown>>;
type Client = NodeRedisClient | NodeRedisSentinel | NodeRedisCluster;
type Send = RedisConnection['send'];

/** A duplicate, as far as it is used here. */
interface Duplicate {
  readonly isReady?: boolean;
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Returns the connection of a client of node-redis. */
export function nodeRedisConnection(client: Client): RedisConnection {
  return {
    send: sendOf(client),
    duplicate: () => ownConnection(duplicateOf(client)),
    slowOptions: () => ('isReady' in client && 'options' in client ? slowOptions(client) : []),
  };
}

function sendOf(client: Client): Send {
  if ('getSlotMaster' in client) return (key, command) => client.sendCommand(key, false, command);
  if ('getSentinelNode' in client) return (_, command) => client.sendCommand(false, command);
  return (_, command) => client.sendCommand(command);
}

/** Clients of Sentinel and of a cluster do not show their options, so those are kept. */
function duplicateOf(client: Client): Client & Duplicate {
  const make = client.duplicate.bind(client) as (options?: object) => Client & Duplicate;
  if ('getSlotMaster' in client || 'getSentinelNode' in client) return make();
  const { socket } = optionsOf(client);
  return make({
    pingInterval: undefined,
    commandOptions: undefined,
    socket: { ...socket, socketTimeout: undefined, reconnectStrategy: false },
  });
}

function ownConnection(duplicate: Client & Duplicate): OwnConnection {
  // An error without a listener ends the process; each command rejects with it anyway.
  duplicate.on('error', () => {});
  let connecting: Promise<unknown> | null = null;
  return {
    get isReady() {
      return duplicate.isReady ?? duplicate.isOpen;
    },
    ready: () => (connecting ??= duplicate.connect()),
    send: sendOf(duplicate),
    drop: () => {
      if (duplicate.isOpen) drop(duplicate);
    },
  };
}

/** `destroy` of one client throws, and that of the others rejects, if the client has ended. */
function drop(duplicate: Duplicate): void {
  void (async () => duplicate.destroy())().catch(() => {});
}

function slowOptions(client: NodeRedisClient): string[] {
  const { socket, ...options } = optionsOf(client);
  return curesOf([
    { cure: 'disableOfflineQueue: true', holds: options['disableOfflineQueue'] === true },
    { cure: 'pingInterval: 400', holds: isShort(options['pingInterval']) },
    { cure: 'socket.connectTimeout: 250', holds: isShort(socket?.['connectTimeout']) },
    { cure: 'socket.socketTimeout: 1000', holds: isShort(socket?.['socketTimeout']) },
  ]);
}

function optionsOf({ options }: NodeRedisClient): { readonly socket?: Options } & Options {
  return (options ?? {}) as Options;
}

/** A client of `ioredis`, version 5 or 6: of one server, of Sentinel, or a `Cluster`. */
export interface IoredisClient {
  call(command: string, args: string[]): Promise<unknown>;
  duplicate(...options: never[]): unknown;
  readonly options?: object;
}

/** A client of `redis` (node-redis), version 6: what `createClient` returns. */
export interface NodeRedisClient {
  sendCommand(command: string[]): Promise<unknown>;
  duplicate(...options: never[]): unknown;
  readonly options?: object | undefined;
  readonly isReady: boolean;
}

/** What `createSentinel` of `redis` returns. */
export interface NodeRedisSentinel {
  sendCommand(isReadonly: boolean | undefined, command: string[]): Promise<unknown>;
  duplicate(...options: never[]): unknown;
  getSentinelNode(): unknown;
}

/** What `createCluster` of `redis` returns. */
export interface NodeRedisCluster {
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean | undefined,
    command: string[],
  ): Promise<unknown>;
  duplicate(...options: never[]): unknown;
  getSlotMaster(slot: number): unknown;
}

/** A ready client of the application. */
export type RedisClient = IoredisClient | NodeRedisClient | NodeRedisSentinel | NodeRedisCluster;

/** What the store does with a client, whatever package it is of. */
export interface RedisConnection {
  /**
   * Sends one command to the primary.
   *
   * @param key - a key of the command, which names the node of a cluster
   */
  send(key: string, command: string[]): Promise<unknown>;
  /** Makes a connection of the same kind for commands that wait. It connects at `ready()`. */
  duplicate(): OwnConnection;
  /** Returns the cures of options that let a command wait for a server that is away. */
  slowOptions(): string[];
}

/** A connection that the store has made itself. It never connects a second time. */
export interface OwnConnection {
  readonly isReady: boolean;
  /** Connects at the first call. */
  ready(): Promise<unknown>;
  send(key: string, command: string[]): Promise<unknown>;
  /** Ends the connection at once. What was sent on it rejects. */
  drop(): void;
}

/** An option that bounds how long a command waits. */
export interface OptionRule {
  /** The name as it is written in the options, with the value to set: `'commandTimeout: 250'`. */
  readonly cure: string;
  readonly holds: boolean;
}

/** Returns the cures of the rules that do not hold. */
export function curesOf(rules: readonly OptionRule[]): string[] {
  return rules.filter(({ holds }) => !holds).map(({ cure }) => cure);
}

/** Whether an option is a time of at most a second. */
export function isShort(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= 1000;
}

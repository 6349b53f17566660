/** What is wrong, by the code of Redis. */
const CURES: Readonly<Record<string, string>> = {
  READONLY: 'the client is connected to a replica: connect it to the primary',
  MASTERDOWN: 'the client is connected to a replica: connect it to the primary',
  LOADING: 'the server has started and still loads its data',
  OOM: 'the memory of the server is full: raise maxmemory',
  MISCONF: 'the server cannot write to its disk',
  NOREPLICAS: 'the server has fewer replicas than min-replicas-to-write',
  CLUSTERDOWN: 'a part of the cluster is down',
  MOVED: 'the server is a node of a cluster: use a client for clusters',
  CROSSSLOT: 'the prefix is not in braces: the store adds them, the client must not remove them',
  NOAUTH: 'the client has no password, or a wrong one',
  NOPERM: 'the user of the client may not run a command that the store needs',
  WRONGTYPE: 'a key holds what the store did not write: choose another prefix',
  FOREIGN: 'a key holds what the store did not write: choose another prefix',
  BUSY: 'the server runs another script',
};

/**
 * Redis did not do what was asked. The message has nothing of the message of the client, in which
 * an address with a password may be; that is the `cause`.
 */
export class RedisStoreError extends Error {
  override readonly name = 'RedisStoreError';
  /** The code of the reply of Redis, such as `READONLY`; null if there was no reply. */
  readonly code: string | null;

  constructor(problem: string, code: string | null, cause?: unknown) {
    super(`redisStore: ${problem}`, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/** Returns the code of an error reply; null for another error, such as a lost connection. */
export function replyCode(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  return /^([A-Z]{2,})( |$)/.exec(message)?.[1] ?? null;
}

/** Returns the error of the store for one of a client. */
export function redisStoreError(error: unknown): RedisStoreError {
  if (error instanceof RedisStoreError) return error;
  const code = replyCode(error);
  if (code === null) return new RedisStoreError('the client got no answer', null, error);
  const cure = Object.hasOwn(CURES, code) ? `, ${CURES[code]}` : '';
  return new RedisStoreError(`Redis answered ${code}${cure}`, code, error);
}

/** Returns the error for a value that the store did not write. */
export function foreignValue(): RedisStoreError {
  return new RedisStoreError(CURES['FOREIGN'] as string, 'FOREIGN');
}

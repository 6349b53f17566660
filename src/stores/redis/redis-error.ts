/** What is wrong, by the code of Redis. */
const CURES: Readonly<Record<string, string>> = {
  READONLY: 'connect the client to the primary, not to a replica',
  MASTERDOWN: 'connect the client to the primary, not to a replica',
  LOADING: 'the server has started and still loads its data',
  OOM: 'its memory is full, raise maxmemory',
  MISCONF: 'the server cannot write to its disk',
  NOREPLICAS: 'the server has fewer replicas than min-replicas-to-write',
  CLUSTERDOWN: 'a part of the cluster is down',
  MOVED: 'the server is a node of a cluster, use a client for clusters',
  CROSSSLOT: 'the keys are in several slots, the client must keep the braces of the prefix',
  NOAUTH: 'the client has no password',
  WRONGPASS: 'the client has a wrong password',
  NOPERM: 'the user of the client may not run a command that the store needs',
  WRONGTYPE: 'a key holds what the store did not write, choose another prefix',
  FOREIGN: 'a key holds what the store did not write, choose another prefix',
  BUSY: 'the server runs another script',
};

/**
 * Redis did not do what was asked. The message of the client is that of the `cause`, because an
 * address may be in it.
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
  // Only the message: ioredis adds the command to an error, and that of AUTH has the password.
  const cause = error instanceof Error ? new Error(error.message) : undefined;
  const code = replyCode(error);
  if (code === null) return new RedisStoreError('the client got no answer', null, cause);
  const cure = Object.hasOwn(CURES, code) ? `: ${CURES[code]}` : '';
  return new RedisStoreError(`Redis answered ${code}${cure}`, code, cause);
}

/** Returns the error for a value that the store did not write. */
export function foreignValue(): RedisStoreError {
  return new RedisStoreError(CURES['FOREIGN'] as string, 'FOREIGN');
}

import type { open, RootDatabaseOptionsWithPath } from 'lmdb';
import { ConfigurationError } from '../../options/configuration-error.ts';
import { StoreError } from '../model/store-error.ts';
import { StoreLostError } from '../model/store.ts';

/** What goes away by itself: full disks and tables. Any other failure needs the operator. */
const TEMPORARY =
  /MDB_READERS_FULL|MDB_TLS_FULL|ENOSPC|EMFILE|ENFILE|EAGAIN|ENOMEM|no space|resource temporarily|too many open|allocate memory/i;

/**
 * Loads the package of the application.
 *
 * @throws ConfigurationError if it is not installed
 */
export async function loadLmdb(): Promise<{ readonly open: typeof open }> {
  try {
    return await import('lmdb');
  } catch (cause) {
    throw withCause('lmdbStore needs the package lmdb: npm install lmdb', cause);
  }
}

/** Returns how a data file is opened. */
export function optionsOf(
  path: string,
): RootDatabaseOptionsWithPath & { readonly permissionsMode: number } {
  return {
    path,
    noSubdir: true,
    encoding: 'string',
    // A commit is on the disk when it is acknowledged.
    overlappingSync: false,
    // Not in the types of lmdb.
    permissionsMode: 0o600,
  };
}

/**
 * Runs one step of opening a data file.
 *
 * @throws ConfigurationError if it fails and would fail again
 */
export function opening<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (ConfigurationError.isConfigurationError(cause) || cause instanceof StoreLostError)
      throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = `${path} cannot be opened as the data file of a store: ${said}`;
    throw TEMPORARY.test(said) ? new StoreError(message, { cause }) : withCause(message, cause);
  }
}

function withCause(message: string, cause: unknown): ConfigurationError {
  const error = new ConfigurationError(message);
  error.cause = cause;
  return error;
}

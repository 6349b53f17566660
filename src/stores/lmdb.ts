/** A store of sessions and revocations in one file, for all processes of one machine. */
import { resolve } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { EmbeddedStore } from './embedded/embedded-store.ts';
import { LmdbDatabase } from './lmdb/lmdb-database.ts';
import type { Store } from './model/store.ts';

/** Options of {@link lmdbStore}. */
export interface LmdbStoreOptions {
  /**
   * The data file. Its folder is made if it is missing, but not the parent of it. `-lock` and
   * `.seal` are added to the name for two more files.
   */
  readonly path: string;
  /** The clock; the one of the machine if it is left out. */
  readonly clock?: Clock;
}

/**
 * Returns a store in a file, in LMDB, for all processes of one machine. It needs the package
 * `lmdb`. No other part of the application may open the file.
 *
 * A seal beside the file says what the file has to hold, so that one that is missing, empty,
 * truncated, replaced or older is a ConfigurationError when the store is opened.
 *
 * @throws ConfigurationError `options_invalid` if the options are wrong
 * @example
 * createSecurity({ privateKey, revocation: denylist(lmdbStore({ path: 'data/sessions.lmdb' })) });
 */
export function lmdbStore(options: LmdbStoreOptions): Store {
  const faults = unknownOptions(options, ['path', 'clock'], 'lmdbStore');
  const { path, clock = systemClock } = options;
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    faults.push("path of lmdbStore has to name a file, such as 'data/sessions.lmdb'.");
  if (typeof clock !== 'function') faults.push('clock of lmdbStore has to be a function.');
  throwIfAny(faults);
  return new EmbeddedStore(new LmdbDatabase(resolve(path)), clock);
}

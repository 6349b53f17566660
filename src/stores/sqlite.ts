/** A store of sessions and revocations in a database of SQLite that the application has opened. */
import { systemClock } from '../base/clock.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { EmbeddedStore } from './embedded/embedded-store.ts';
import type { Store } from './model/store.ts';
import type { SqliteDatabase } from './sqlite/database.ts';
import { SqliteFile } from './sqlite/sqlite-file.ts';

export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite/database.ts';

/**
 * Returns a store in a database of SQLite, for all processes of one machine. It makes tables whose
 * names begin with `pyramidion_`, sets `journal_mode` to WAL, and `busy_timeout` to 100 ms unless
 * it is longer.
 *
 * @param database - of `node:sqlite`, better-sqlite3 or `bun:sqlite`; give the store a connection
 *   of its own, on which no transaction is open while it is used
 * @throws ConfigurationError `options_invalid` if it is no database
 * @example
 * import { DatabaseSync } from 'node:sqlite';
 *
 * const store = sqliteStore(new DatabaseSync('data/sessions.sqlite'));
 */
export function sqliteStore(database: SqliteDatabase): Store {
  if (typeof database?.exec !== 'function' || typeof database.prepare !== 'function')
    throw new ConfigurationError(
      "sqliteStore needs an open database: sqliteStore(new DatabaseSync('data/sessions.sqlite'))",
    );
  return new EmbeddedStore(new SqliteFile(database), systemClock);
}

import { OptionReader } from '../options/option-reader.ts';
import type { Store } from './model/store.ts';
import { databaseOf } from './postgres/database-of.ts';
import type { PostgresClient } from './postgres/database-of.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { DEFAULT_SCHEMA, isSchemaName, SCHEMA_NAME_FAULT } from './postgres/sql/schema.ts';

export type { PgClient, PgPool } from './postgres/pg-pool.ts';
export type { PgliteDatabase } from './postgres/pglite.ts';
export type { PostgresClient } from './postgres/database-of.ts';
export type { PostgresSql } from './postgres/postgres-js.ts';

/** What `postgresStore` takes beside its client. */
export interface PostgresStoreOptions {
  /** The schema that holds the tables and functions. Default: `'pyramidion'`. */
  readonly schema?: string;
}

/**
 * Returns a store in PostgreSQL 14 or newer, which all processes of an application share.
 *
 * It makes its schema when it is opened. A role that may not do that needs what
 * `npx pyramidion store schema postgres` prints, run by the owner of the database.
 *
 * @param client - a `Pool` of `pg` with at least two connections, of which the store keeps one; an
 *   `sql` of `postgres`; or a `PGlite`, for tests
 * @throws ConfigurationError `options_invalid` if the client or an option is none of these
 * @example
 * const pool = new Pool({ connectionTimeoutMillis: 250, query_timeout: 250 });
 * createSecurity({ privateKey, revocation: denylist(postgresStore(pool)) });
 */
export function postgresStore(client: PostgresClient, options: PostgresStoreOptions = {}): Store {
  const reader = new OptionReader(options, ['schema'], 'postgresStore');
  const schema = reader.read(
    'schema',
    DEFAULT_SCHEMA,
    (given) => (isSchemaName(given) ? given : undefined),
    SCHEMA_NAME_FAULT,
  );
  reader.throwFaults();
  return new PostgresStore(databaseOf(client), schema);
}

import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Database } from './database.ts';
import { pgDatabase } from './pg-pool.ts';
import type { PgPool } from './pg-pool.ts';
import { pgliteDatabase } from './pglite.ts';
import type { PgliteDatabase } from './pglite.ts';
import { postgresJsDatabase } from './postgres-js.ts';
import type { PostgresSql } from './postgres-js.ts';

/** A client that the application has made: of `pg`, of `postgres`, or PGlite. */
export type PostgresClient = PgPool | PostgresSql | PgliteDatabase;

/** @throws ConfigurationError if the client is none of the three */
export function databaseOf(client: PostgresClient): Database {
  if (has(client, 'unsafe', 'listen')) return postgresJsDatabase(client as PostgresSql);
  if (has(client, 'query', 'exec', 'listen')) return pgliteDatabase(client as PgliteDatabase);
  if (has(client, 'query', 'connect', 'on') && isObject((client as PgPool).options))
    return pgDatabase(client as PgPool);
  throw new ConfigurationError(
    'postgresStore() needs a Pool of pg, an sql of postgres, or a PGlite. A single Client of pg does not do: make a Pool.',
  );
}

function has(client: unknown, ...methods: string[]): boolean {
  return isObject(client) && methods.every((name) => typeof client[name] === 'function');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

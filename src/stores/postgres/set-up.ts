import { ConfigurationError } from '../../options/configuration-error.ts';
import type { StoreFinding } from '../model/store.ts';
import { membersOf } from './answers.ts';
import type { Database } from './database.ts';
import { isForbidden, storeErrorOf } from './postgres-error.ts';
import { SCHEMA_VERSION } from './sql/tables.ts';
import { schemaScript } from './sql/schema.ts';

/** PostgreSQL 14, the oldest that has all that the schema needs. */
const OLDEST_SERVER = 140_000;

const SERVER = `select json_build_object(
  'version', current_setting('server_version_num')::integer,
  'isolation', current_setting('default_transaction_isolation'),
  'fsync', current_setting('fsync'),
  'fullPageWrites', current_setting('full_page_writes'),
  'schema', to_regprocedure($1::text) is not null,
  'unlogged', exists (
    select from pg_class join pg_proc on pg_proc.pronamespace = pg_class.relnamespace
    where pg_proc.oid = to_regprocedure($1::text) and relkind = 'r' and relpersistence <> 'p')
)::text`;

/**
 * Checks the server and makes the schema if it is missing or older.
 *
 * @throws ConfigurationError if the server or the schema can never work
 */
export async function setUp(database: Database, schema: string): Promise<readonly StoreFinding[]> {
  try {
    const version = `"${schema}".version()`;
    const server = membersOf(JSON.parse(String(await database.ask(SERVER, version))));
    checkServer(server);
    if (server['schema'] !== true || (await versionOf(database, version)) < SCHEMA_VERSION)
      await database.script(schemaScript(schema));
    const found = await versionOf(database, version);
    if (found > SCHEMA_VERSION)
      throw new ConfigurationError(
        `The schema ${schema} of postgresStore() has version ${found}, and this version of pyramidion knows ${SCHEMA_VERSION}: update pyramidion.`,
      );
    return findings(server);
  } catch (error) {
    if (ConfigurationError.isConfigurationError(error)) throw error;
    if (isForbidden(error))
      throw new ConfigurationError(
        `The role of postgresStore() may not make or use the schema ${schema}: let its owner run what "npx pyramidion store schema postgres" prints.`,
      );
    throw storeErrorOf(error);
  }
}

async function versionOf(database: Database, version: string): Promise<number> {
  return Number(await database.ask(`select ${version} where $1::text is not null`, ''));
}

function checkServer({ version, isolation }: Readonly<Record<string, unknown>>): void {
  if (Number(version) < OLDEST_SERVER)
    throw new ConfigurationError('postgresStore() needs PostgreSQL 14 or newer.');
  if (isolation !== 'read committed')
    throw new ConfigurationError(
      `default_transaction_isolation is ${String(isolation)} for the role of postgresStore(), so that writers at the same time fail: set it to read committed.`,
    );
}

function findings(server: Readonly<Record<string, unknown>>): StoreFinding[] {
  const reasons = [
    server['fsync'] === 'on' ? [] : ['fsync is off: set it to on.'],
    server['fullPageWrites'] === 'on' ? [] : ['full_page_writes is off: set it to on.'],
    server['unlogged'] === true
      ? ['a table is UNLOGGED: run ALTER TABLE ... SET LOGGED for those of the schema.']
      : [],
  ].flat();
  return reasons.map((reason) => ({
    name: 'store_not_durable',
    reason: `The server of postgresStore() may lose revocations when it crashes, because ${reason}`,
  }));
}

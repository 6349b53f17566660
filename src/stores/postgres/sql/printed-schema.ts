import { schemaScript } from './schema.ts';
import { SCHEMA_VERSION } from './tables.ts';

/** Returns the schema as an operator runs it, with the rights that another role then needs. */
export function printedSchema(name: string): string {
  return `-- The schema of postgresStore() of pyramidion, version ${SCHEMA_VERSION}, for PostgreSQL 14 or newer.
-- The role of the application needs these rights:
--   grant usage on schema "${name}" to my_application;
--   grant select, insert, update, delete on all tables in schema "${name}" to my_application;
begin;
${schemaScript(name)}commit;`;
}

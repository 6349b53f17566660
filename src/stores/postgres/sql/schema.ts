import { entryFunctions } from './entries.ts';
import { sessionFunctions } from './sessions.ts';
import { tables } from './tables.ts';

/** What the schema is called if nothing is said. */
export const DEFAULT_SCHEMA = 'pyramidion';

/** A name that needs no quotes in SQL; it is also the name of the channel. */
const NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,47}$/;

/** Whether a value can be the name of a schema. */
export function isSchemaName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** What follows the name of an option that names the schema and is wrong. */
export const SCHEMA_NAME_FAULT =
  'must be a name of at most 48 lower-case letters, digits and _, which does not begin with a digit or pg_.';

/**
 * Returns the SQL that makes the schema, or what is missing of it. It is meant to run as one
 * transaction; those who run it at the same time wait for each other.
 */
export function schemaScript(name: string): string {
  // A name may be a keyword of SQL.
  const schema = `"${name}"`;
  return `select pg_advisory_xact_lock(hashtext('pyramidion ${name}'));
do $$ begin
  -- "if not exists" would need the right to create schemas even if there is nothing to create.
  if to_regnamespace('${schema}') is null then
    create schema ${schema};
  end if;
end $$;
${tables(schema)}${entryFunctions(schema, `'${name}'`)}${sessionFunctions(schema)}`;
}

import { DEFAULT_SCHEMA, isSchemaName, SCHEMA_NAME_FAULT } from '../stores/postgres/sql/schema.ts';
import { printedSchema } from '../stores/postgres/sql/printed-schema.ts';
import { SQLITE_SCHEMA } from '../stores/sqlite/schema.ts';
import type { Command, CommandInput } from './command.ts';
import { optionOf, UsageError } from './command.ts';

/** The SQL of each store that has a schema. */
const SCHEMAS: Readonly<Record<string, (input: CommandInput) => string>> = {
  postgres(input) {
    const name = optionOf(input, 'name') ?? DEFAULT_SCHEMA;
    if (!isSchemaName(name)) throw new UsageError(`--name ${SCHEMA_NAME_FAULT}`);
    return printedSchema(name);
  },
  sqlite(input) {
    if (optionOf(input, 'name') !== undefined)
      throw new UsageError('--name is for postgres: SQLite has no schemas.');
    return SQLITE_SCHEMA;
  },
};

export const store: Command = {
  summary: 'Print the SQL that a store needs, for a role that may not create tables itself',
  usage: `schema ${Object.keys(SCHEMAS).join('|')} [OPTIONS]`,
  example: 'npx pyramidion store schema postgres > schema.sql',
  maxPositionals: 2,
  options: {
    name: { value: 'NAME', help: `The schema of PostgreSQL (default: ${DEFAULT_SCHEMA})` },
  },
  run(input) {
    const [what, name = ''] = input.positionals;
    const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
    if (what !== 'schema' || schema === undefined)
      throw new UsageError(`Write "store schema" and one of ${Object.keys(SCHEMAS).join(', ')}.`);
    const sql = schema(input);
    return { status: 0, text: sql, json: { sql } };
  },
};

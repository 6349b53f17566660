import { StoreError } from '../model/store-error.ts';
import type { Listening } from './database.ts';
import { isConflict, storeErrorOf } from './postgres-error.ts';

/** Calls the functions of the schema: each takes one JSON value and returns one. */
export class SchemaFunctions {
  readonly schema: string;
  readonly #database: Pick<Listening, 'ask'>;

  constructor(database: Pick<Listening, 'ask'>, schema: string) {
    this.#database = database;
    this.schema = schema;
  }

  /**
   * A transaction that was undone because of others is run once more.
   *
   * @param on - the connection to ask; any by default
   * @throws StoreLostError if the schema, or the row of its generation, does not exist
   */
  async call(
    name: string,
    given: unknown,
    on: Pick<Listening, 'ask'> = this.#database,
  ): Promise<unknown> {
    // The casts let every client send a string and return one, whatever its own rules are.
    const statement = `select "${this.schema}".${name}($1::text::jsonb)::text`;
    const parameter = JSON.stringify(given);
    const run = (): Promise<unknown> => on.ask(statement, parameter);
    const answer = await run()
      .catch((error: unknown) => {
        if (isConflict(error)) return run();
        throw error;
      })
      .catch((error: unknown) => {
        throw storeErrorOf(error);
      });
    return parsed(answer);
  }
}

function parsed(answer: unknown): unknown {
  if (answer === null) return null;
  try {
    return JSON.parse(answer as string) as unknown;
  } catch (cause) {
    throw new StoreError('postgresStore() got an answer that is no JSON.', { cause });
  }
}

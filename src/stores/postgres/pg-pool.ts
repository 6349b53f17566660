import { ConfigurationError } from '../../options/configuration-error.ts';
import type { StoreFinding } from '../model/store.ts';
import type { Database, Listening, ListeningEvents } from './database.ts';
import { firstValue } from './database.ts';

interface Answer {
  readonly rows: readonly unknown[];
}

/** A pool of `pg`, as far as the store uses it. */
export interface PgPool {
  query(text: string, values?: string[]): Promise<Answer>;
  connect(): Promise<PgClient>;
  on(event: 'error', listener: () => void): unknown;
  removeListener(event: 'error', listener: () => void): unknown;
  readonly options: {
    readonly max?: number | undefined;
    readonly connectionTimeoutMillis?: number | undefined;
  };
}

/** A connection of a pool of `pg`. */
export interface PgClient {
  query(text: string, values?: string[]): Promise<Answer>;
  on(event: 'error' | 'end' | 'notification', listener: () => void): unknown;
  removeListener(event: 'error' | 'end' | 'notification', listener: () => void): unknown;
  release(destroy?: boolean): void;
}

/** @throws ConfigurationError if the pool has one connection: it would be the one that listens */
export function pgDatabase(pool: PgPool): Database {
  if (pool.options.max === 1)
    throw new ConfigurationError(
      'postgresStore() keeps one connection of its pool to listen, and the pool has no other: set max to 2 or more.',
    );
  // A pool whose errors have no listener ends the process when the server ends a connection. The
  // pool itself has replaced the connection by then.
  const ignore = (): void => {};
  pool.on('error', ignore);
  return {
    ask: (statement, parameter) => ask(pool, statement, parameter),
    async script(statements) {
      await pool.query(statements);
    },
    listen: (channel, on) => listen(pool, channel, on),
    findings: () => findings(pool.options),
    close: () => void pool.removeListener('error', ignore),
  };
}

async function ask(
  client: Pick<PgPool, 'query'>,
  statement: string,
  parameter: string,
): Promise<unknown> {
  return firstValue((await client.query(statement, [parameter])).rows);
}

function listen(pool: PgPool, channel: string, on: ListeningEvents): Listening {
  let client: PgClient | null = null;
  let isEnded = false;
  /** The last question. A connection answers one after another, and pg 9 refuses a second. */
  let last: Promise<unknown> = Promise.resolve();

  function end(): void {
    isEnded = true;
    if (client === null) return;
    const given = client;
    client = null;
    given.removeListener('notification', on.heard);
    given.removeListener('end', lost);
    // The listener of errors stays: the connection may still fail while it is closed.
    given.release(true);
  }

  function lost(): void {
    if (isEnded) return;
    end();
    on.lost();
  }

  async function begin(): Promise<void> {
    const given = await pool.connect();
    if (isEnded) {
      given.release();
      return;
    }
    client = given;
    given.on('error', lost);
    given.on('end', lost);
    given.on('notification', on.heard);
    try {
      await given.query(`listen "${channel}"`);
    } catch (error) {
      end();
      throw error;
    }
  }

  return {
    ready: begin(),
    ask(statement, parameter) {
      const answer = last.then(() => ask(client ?? pool, statement, parameter));
      last = answer.catch(() => {});
      return answer;
    },
    end,
  };
}

function findings(options: PgPool['options']): readonly StoreFinding[] {
  const { query_timeout: queryTimeout } = options as { query_timeout?: number };
  const missing = [
    options.connectionTimeoutMillis ? [] : ['connectionTimeoutMillis: 250'],
    queryTimeout ? [] : ['query_timeout: 250'],
  ].flat();
  if (missing.length === 0) return [];
  const reason = `The pool of postgresStore() waits without end for a server that does not answer: give it ${missing.join(' and ')}.`;
  return [{ name: 'store_client_waits', reason }];
}

import type { Database, Listening, ListeningEvents } from './database.ts';
import { firstValue } from './database.ts';

/** A database of PGlite, as far as the store uses it. */
export interface PgliteDatabase {
  query(query: string, params?: string[]): Promise<{ readonly rows: readonly unknown[] }>;
  exec(query: string): Promise<unknown>;
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
}

export function pgliteDatabase(database: PgliteDatabase): Database {
  const ask = async (statement: string, parameter: string): Promise<unknown> =>
    firstValue((await database.query(statement, [parameter])).rows);
  return {
    ask,
    async script(statements) {
      await database.exec(`begin; ${statements} commit;`);
    },
    listen: (channel, on) => listen(database, channel, on, ask),
    findings: () => [
      {
        name: 'store_not_shared',
        reason:
          'The database of postgresStore() is PGlite, which other processes do not see: use a PostgreSQL server for more than one process.',
      },
    ],
    close() {},
  };
}

function listen(
  database: PgliteDatabase,
  channel: string,
  on: ListeningEvents,
  ask: Listening['ask'],
): Listening {
  let isEnded = false;
  let unlisten: (() => Promise<void>) | null = null;

  function end(): void {
    isEnded = true;
    unlisten?.().catch(() => {});
  }

  async function begin(): Promise<void> {
    unlisten = await database.listen(channel, () => {
      if (!isEnded) on.heard();
    });
    if (isEnded) end();
  }

  return { ready: begin(), ask, end };
}

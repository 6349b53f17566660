import type { StoreFinding } from '../model/store.ts';
import type { Database, Listening, ListeningEvents } from './database.ts';
import { firstValue } from './database.ts';

/** An `sql` of `postgres`, as far as the store uses it. */
export interface PostgresSql {
  unsafe(
    query: string,
    parameters?: string[],
    options?: { prepare?: boolean },
  ): PromiseLike<readonly unknown[]>;
  listen(
    channel: string,
    heard: (payload: string) => void,
    listening?: () => void,
  ): PromiseLike<{ unlisten(): PromiseLike<unknown> }>;
  readonly options: object;
}

/** How many seconds a connection or the pause before it may take without a finding. */
const LONGEST_PAUSE = 2;

export function postgresJsDatabase(sql: PostgresSql): Database {
  const ask = async (statement: string, parameter: string): Promise<unknown> =>
    // `prepare: true` does not overrule an `sql` that was made with `prepare: false`.
    firstValue(await sql.unsafe(statement, [parameter], { prepare: true }));
  return {
    ask,
    async script(statements) {
      await sql.unsafe(statements);
    },
    listen: (channel, on) => listen(sql, channel, on, ask),
    findings: () => findings(sql.options),
    close() {},
  };
}

/**
 * The client listens on a connection of its own and makes a new one when it is lost, so a listening
 * is never lost. If the first attempt fails, the client goes on to try.
 */
function listen(
  sql: PostgresSql,
  channel: string,
  on: ListeningEvents,
  ask: Listening['ask'],
): Listening {
  let isEnded = false;
  let unlisten: (() => PromiseLike<unknown>) | null = null;

  function heard(): void {
    if (!isEnded) on.heard();
  }

  function end(): void {
    isEnded = true;
    unlisten?.().then(undefined, () => {});
  }

  sql.listen(channel, heard, heard).then(
    (listening) => {
      unlisten = () => listening.unlisten();
      if (isEnded) end();
    },
    () => {},
  );
  return { ready: Promise.resolve(), ask, end };
}

function findings(options: object): readonly StoreFinding[] {
  const { connect_timeout: connectTimeout, backoff } = options as {
    connect_timeout?: unknown;
    backoff?: unknown;
  };
  const missing = [
    isShort(connectTimeout) ? [] : ['connect_timeout: 1'],
    typeof backoff !== 'function' || isShort(backoff(10)) ? [] : ['backoff: () => 0.2'],
  ].flat();
  if (missing.length === 0) return [];
  const reason = `The client of postgresStore() may wait for many seconds after the server is back: give it ${missing.join(' and ')}.`;
  return [{ name: 'store_client_waits', reason }];
}

function isShort(seconds: unknown): boolean {
  return typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST_PAUSE;
}

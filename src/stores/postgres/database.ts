import type { StoreFinding } from '../model/store.ts';

/** What the store does with a client of the application. */
export interface Database {
  /** Runs one statement whose parameter is `$1`; returns the first column of the first row. */
  ask(statement: string, parameter: string): Promise<unknown>;
  /** Runs several statements as one transaction. */
  script(statements: string): Promise<void>;
  /** Begins to listen; it returns at once. */
  listen(channel: string, on: ListeningEvents): Listening;
  /** Returns what the options of the client lack. */
  findings(): readonly StoreFinding[];
  /** Takes away what was added to the client. */
  close(): void;
}

/** What happens to a {@link Listening}. */
export interface ListeningEvents {
  /** Something was notified, or may have been while no connection listened. */
  readonly heard: () => void;
  /** It does not listen any more, and never will again. */
  readonly lost: () => void;
}

/** A connection that hears of notifications. */
export interface Listening {
  /** Resolves when it listens; rejects if it cannot. */
  readonly ready: Promise<void>;
  /** Asks as {@link Database.ask} does, on the connection that listens if that is possible. */
  ask(statement: string, parameter: string): Promise<unknown>;
  /** Gives the connection back; it may be called at any time. */
  end(): void;
}

/** Returns the first column of the first row, whatever the client calls it. */
export function firstValue(rows: readonly unknown[]): unknown {
  const [row] = rows;
  return row === undefined ? null : Object.values(row as object)[0];
}

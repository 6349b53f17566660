import type { Entry, NewEntry } from './entry.ts';
import type { NewSession, Rotation, RotationStep, StoredSession } from './stored-session.ts';

/**
 * Where sessions and revocations are kept, and how every process hears of a change.
 *
 * A store is a log of entries with a position, the entries that still count, and the sessions of
 * users. It decides nothing. All times are milliseconds since 1970.
 *
 * Every method may be called by many processes at once. Once it has resolved, its work is durable
 * and every later call of any process sees it. A method that cannot do its work rejects, but
 * perhaps late: the client is the application's, so the caller has a deadline of its own.
 */
export interface Store {
  /** For messages: `'redis'`. */
  readonly name: string;

  /**
   * Makes what is missing and checks the settings of the server. It may be called again: after a
   * failure, and after the content was lost.
   *
   * A store that holds nothing gets a new generation. In the same step, if `cutOff` is true, it
   * gets an entry of kind `all`, because what was revoked before is not known. One that has lost a
   * part of its content, and keeps the rest, gets both in any case.
   *
   * @param cutOff - whether tokens are refused that began before the store
   * @returns what works and is not safe
   * @throws ConfigurationError if the store can never work: a version that is too old, a file that
   *   is damaged
   */
  open(cutOff: boolean): Promise<readonly StoreFinding[]>;

  /**
   * Stores entries, all or none. Of two entries of one kind and id, the later cut-off and the later
   * `until` count. An entry of kind `session` or `token` removes the `known` one of its id, and a
   * session of this id; one of kind `user` removes the sessions of the user that began before it.
   *
   * The store chooses the cut-off: the present, and at least one millisecond later than every time
   * that it has given.
   *
   * @returns the entries with their cut-offs, in order
   */
  append(entries: readonly NewEntry[]): Promise<readonly Entry[]>;

  /**
   * Returns a time for a login: the present, and not earlier than any time that the store has
   * given, whatever the clocks of servers say.
   *
   * @param until - when the tokens of the login have expired; null for never
   */
  begin(until: number | null): Promise<number>;

  /**
   * Returns the latest `until` of all logins: a cut-off must be kept as long. Null is never, 0
   * means that there was no login.
   */
  horizon(): Promise<number | null>;

  /**
   * Returns the entries after a position, oldest first. Without a position it returns all that
   * count: the first page says `whole`, and the last page does not say `more`.
   *
   * It also returns all, and says so, if entries after the position are no longer known, or if the
   * generation is another one. Entries may come twice.
   *
   * @param after - the position of an earlier answer, or null for all
   * @param waitMs - how long to wait for an entry if there is none; with 0 it answers at once
   * @throws StoreLostError if the store has no generation: its content was lost
   */
  changes(after: string | null, waitMs: number): Promise<Changes>;

  /** Returns those of the ids that have an entry of kind `known`. */
  known(ids: readonly string[]): Promise<readonly string[]>;

  /** Stores a session; with `known`, also an entry of that kind, in the same step. */
  addSession(session: NewSession, known: boolean): Promise<void>;

  /** Notes that a session was seen. It never brings back one that was removed. */
  touchSession(id: string, seenAt: number): Promise<void>;

  /** Returns a session, or null. */
  session(id: string): Promise<StoredSession | null>;

  /** Returns the sessions of a user, the latest login first. */
  sessionsOf(user: string): Promise<readonly StoredSession[]>;

  /** Uses a refresh token, in one step: see {@link Rotation}. */
  rotate(step: RotationStep): Promise<Rotation>;

  /**
   * Counts one use of a token that may be used a limited number of times, in one step: of uses at
   * the same time, by any processes, no more than `most` are within it. One that is not within it
   * need not be counted.
   *
   * @param id - the token, as an id of an entry
   * @param most - how many uses are allowed, at least 1
   * @param until - when the token is refused by its own claims, leeway included; null for never.
   *   The count is kept until then at least
   * @returns whether this use is within `most`
   */
  countUse(id: string, most: number, until: number | null): Promise<boolean>;

  /**
   * Removes what ended before a time. The time of the server counts if it is earlier, so that a
   * wrong clock of a process forgets nothing.
   */
  purge(before: number): Promise<void>;

  /** Ends waits and closes what the store has opened, not what it was given. */
  close(): Promise<void>;
}

/** An answer of {@link Store.changes}. */
export interface Changes {
  /** Identifies the content: a store that was emptied and filled again has another one. */
  readonly generation: string;
  /** Where the next call goes on. */
  readonly position: string;
  readonly entries: readonly Entry[];
  /** Whether the entries begin a list of all, and what was heard before is replaced. */
  readonly whole: boolean;
  /** Whether more entries are there now. */
  readonly more: boolean;
}

/** Something about a store that works and is not safe. */
export interface StoreFinding {
  /** The name by which it can be accepted. */
  readonly name: 'store_not_durable' | 'store_not_shared' | 'store_evicts' | 'store_client_waits';
  /** What is wrong and how to mend it. */
  readonly reason: string;
}

/** The content of the store was lost: what was revoked is not known any more. */
export class StoreLostError extends Error {
  override readonly name = 'StoreLostError';
}

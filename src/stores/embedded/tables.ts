import type { Entry, EntryKind } from '../model/entry.ts';
import type { SessionRecord } from '../model/rotate-record.ts';
import type { StoreFinding } from '../model/store.ts';

/** What a store in an embedded database keeps besides its entries and sessions. */
export interface StoreState {
  readonly generation: string;
  /** How many transactions have written. */
  readonly writes: number;
  /** The position of the last entry. */
  readonly position: number;
  /** The latest time that was given, in milliseconds since 1970. */
  readonly last: number;
  /** The latest `until` of all logins; null for never. */
  readonly horizon: number | null;
}

/** The state of a store that holds nothing. */
export function newState(generation: string): StoreState {
  return { generation, writes: 1, position: 0, last: 0, horizon: 0 };
}

/** An entry with the position at which it was stored last. */
export interface PlacedEntry extends Entry {
  readonly position: number;
}

/** How often one token was used, of those that may be used a limited number of times. */
export interface TokenUses {
  readonly id: string;
  readonly count: number;
  /** When the token is refused by its own claims, leeway included; null for never. */
  readonly until: number | null;
}

/**
 * The tables of an embedded database inside of one transaction: all reads see one state, and what
 * is written counts wholly or not at all. Nothing waits in between.
 */
export interface Tables {
  /** Returns null if the content was lost. */
  state(): StoreState | null;
  setState(state: StoreState): void;
  entry(kind: EntryKind, id: string): PlacedEntry | null;
  /** Returns entries after a position, in order. */
  entriesAfter(position: number, limit: number): readonly PlacedEntry[];
  /** Returns entries that ended before a time, in any order. */
  endedEntries(before: number, limit: number): readonly PlacedEntry[];
  /** Stores an entry in place of the one of its kind and id. */
  setEntry(entry: PlacedEntry): void;
  removeEntry(kind: EntryKind, id: string): void;
  session(id: string): SessionRecord | null;
  sessionsOf(user: string): readonly SessionRecord[];
  /** Returns sessions whose tokens ended before a time, in any order. */
  endedSessions(before: number, limit: number): readonly SessionRecord[];
  /** Stores a session in place of the one of its id. */
  setSession(session: SessionRecord): void;
  removeSession(id: string): void;
  uses(id: string): TokenUses | null;
  /** Returns counts of tokens that ended before a time, in any order. */
  endedUses(before: number, limit: number): readonly TokenUses[];
  /** Stores a count in place of the one of its id. */
  setUses(uses: TokenUses): void;
  removeUses(id: string): void;
}

/** A database in files of this machine, which other processes may have open too. */
export interface EmbeddedDatabase {
  /** For messages: `'lmdb'`. */
  readonly name: string;
  /**
   * Makes the tables if they are missing, and checks the settings of the database.
   *
   * @param fill - writes the first state, in one transaction, if there is none
   */
  open(fill: (tables: Tables, generation: string) => void): Promise<readonly StoreFinding[]>;
  /**
   * Opens the database again if its files were replaced.
   *
   * @throws StoreLostError if they are missing
   */
  ready(): Promise<void>;
  /** Runs a function that only reads. */
  read<T>(run: (tables: Tables) => T): T;
  /** Runs a function that writes; once it has resolved, what was written is durable. */
  write<T>(run: (tables: Tables) => T): Promise<T>;
  /**
   * Calls a function when another process may have written; best effort, since the caller also
   * looks at intervals.
   *
   * @returns a function that stops it
   */
  watch?(wake: () => void): () => void;
  /**
   * Removes the state of a generation of which entries were lost: processes that begin later cannot
   * know it otherwise. Not needed where the database finds an older copy when it is opened.
   */
  lose?(generation: string): Promise<void>;
  close(): Promise<void>;
}

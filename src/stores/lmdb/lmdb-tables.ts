import type { Database, Key } from 'lmdb';
import { foreign, toPlacedEntry, toSession, toState, toUses } from '../embedded/records.ts';
import type { PlacedEntry, StoreState, Tables, TokenUses } from '../embedded/tables.ts';
import type { EntryKind } from '../model/entry.ts';
import type { SessionRecord } from '../model/rotate-record.ts';

const PRESENT = '1';

/**
 * The tables in LMDB, as ranges of keys of one database:
 *
 * - `state`: the state
 * - `log`, position: an entry
 * - `entry`, kind, id: the position of an entry
 * - `until`, time, position: an entry that ends
 * - `session`, id: a session
 * - `user`, user, start, id: a session of a user
 * - `end`, time, id: a session whose tokens end
 * - `use`, id: how often a token was used
 * - `used`, time, id: a token with such a count that ends
 *
 * Values are JSON. It is used inside of a transaction, or within one turn of the event loop.
 */
export class LmdbTables implements Tables {
  readonly #database: Database<string>;

  constructor(database: Database<string>) {
    this.#database = database;
  }

  state(): StoreState | null {
    const text = this.#database.get('state');
    return text === undefined ? null : toState(parse(text, 'state'));
  }

  setState(state: StoreState): void {
    this.#put('state', JSON.stringify(state));
  }

  entry(kind: EntryKind, id: string): PlacedEntry | null {
    const position = this.#database.get(['entry', kind, id]);
    return position === undefined ? null : this.#at(Number(position));
  }

  entriesAfter(position: number, limit: number): readonly PlacedEntry[] {
    const range = { start: ['log', position + 1], end: ['log', Number.MAX_VALUE], limit };
    return [...this.#database.getRange(range)].map(({ value }) => toEntry(value));
  }

  endedEntries(before: number, limit: number): readonly PlacedEntry[] {
    return this.#ended('until', before, limit).map((position) => this.#at(position as number));
  }

  setEntry(entry: PlacedEntry): void {
    const { kind, id, until, position } = entry;
    this.removeEntry(kind, id);
    this.#put(['entry', kind, id], String(position));
    this.#put(['log', position], JSON.stringify(entry));
    if (until !== null) this.#put(['until', until, position], PRESENT);
  }

  removeEntry(kind: EntryKind, id: string): void {
    const found = this.entry(kind, id);
    if (found === null) return;
    this.#remove(['entry', kind, id]);
    this.#remove(['log', found.position]);
    if (found.until !== null) this.#remove(['until', found.until, found.position]);
  }

  session(id: string): SessionRecord | null {
    const text = this.#database.get(['session', id]);
    return text === undefined ? null : toSession(parse(text, 'session'));
  }

  sessionsOf(user: string): readonly SessionRecord[] {
    const range = { start: ['user', user], end: ['user', user, Number.MAX_VALUE] };
    return this.#sessions([...this.#database.getKeys(range)].map((key) => (key as Key[])[3]));
  }

  endedSessions(before: number, limit: number): readonly SessionRecord[] {
    return this.#sessions(this.#ended('end', before, limit));
  }

  setSession(session: SessionRecord): void {
    const { id, user, startedAt, until } = session;
    this.removeSession(id);
    this.#put(['session', id], JSON.stringify(session));
    this.#put(['user', user, startedAt, id], PRESENT);
    if (until !== null) this.#put(['end', until, id], PRESENT);
  }

  removeSession(id: string): void {
    const found = this.session(id);
    if (found === null) return;
    this.#remove(['session', id]);
    this.#remove(['user', found.user, found.startedAt, id]);
    if (found.until !== null) this.#remove(['end', found.until, id]);
  }

  uses(id: string): TokenUses | null {
    const text = this.#database.get(['use', id]);
    return text === undefined ? null : toUses(parse(text, 'count of uses'));
  }

  endedUses(before: number, limit: number): readonly TokenUses[] {
    return this.#ended('used', before, limit).map((id) => {
      const found = this.uses(String(id));
      if (found === null) throw foreign('count of uses');
      return found;
    });
  }

  setUses(uses: TokenUses): void {
    const { id, until } = uses;
    this.removeUses(id);
    this.#put(['use', id], JSON.stringify(uses));
    if (until !== null) this.#put(['used', until, id], PRESENT);
  }

  removeUses(id: string): void {
    const found = this.uses(id);
    if (found === null) return;
    this.#remove(['use', id]);
    if (found.until !== null) this.#remove(['used', found.until, id]);
  }

  #at(position: number): PlacedEntry {
    return toEntry(this.#database.get(['log', position]));
  }

  #sessions(ids: readonly (Key | undefined)[]): readonly SessionRecord[] {
    return ids.map((id) => {
      const found = this.session(String(id));
      if (found === null) throw foreign('session');
      return found;
    });
  }

  /** Returns the last parts of the keys of what ended before a time. */
  #ended(
    name: 'until' | 'end' | 'used',
    before: number,
    limit: number,
  ): readonly (Key | undefined)[] {
    const keys = this.#database.getKeys({ start: [name], end: [name, before], limit });
    return [...keys].map((key) => (key as Key[])[2]);
  }

  /** In a transaction, a failure throws at once, and nothing has to be waited for. */
  #put(key: Key, value: string): void {
    void this.#database.put(key, value);
  }

  #remove(key: Key): void {
    void this.#database.remove(key);
  }
}

function toEntry(text: unknown): PlacedEntry {
  return toPlacedEntry(parse(text, 'entry'));
}

function parse(text: unknown, what: string): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    throw foreign(what);
  }
}

import { toPlacedEntry, toSession, toState, toUses } from '../embedded/records.ts';
import type { PlacedEntry, StoreState, Tables, TokenUses } from '../embedded/tables.ts';
import type { EntryKind } from '../model/entry.ts';
import type { SessionRecord } from '../model/rotate-record.ts';
import type { Row, Statements } from './database.ts';

const STATE = 'generation, writes, position, last, horizon';
const ENTRY = 'kind, id, user, until, at, position';
const SESSION =
  'id, user, started_at, seen_at, ends_at, until, label, jti, previous, rotated_at, idle_until';

/** The tables in SQLite, inside of a transaction. */
export class SqliteTables implements Tables {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  state(): StoreState | null {
    const row = this.#sql.row(`select ${STATE} from pyramidion_state`);
    return row === null ? null : toState(withNumbers(row));
  }

  setState({ generation, writes, position, last, horizon }: StoreState): void {
    const sql = `insert or replace into pyramidion_state (one, ${STATE}) values (1, ?, ?, ?, ?, ?)`;
    this.#sql.run(sql, generation, writes, position, last, horizon);
  }

  entry(kind: EntryKind, id: string): PlacedEntry | null {
    const sql = `select ${ENTRY} from pyramidion_entries where kind = ? and id = ?`;
    const row = this.#sql.row(sql, kind, id);
    return row === null ? null : toEntry(row);
  }

  entriesAfter(position: number, limit: number): readonly PlacedEntry[] {
    const sql = `select ${ENTRY} from pyramidion_entries where position > ? order by position limit ?`;
    return this.#sql.rows(sql, position, limit).map(toEntry);
  }

  endedEntries(before: number, limit: number): readonly PlacedEntry[] {
    const sql = `select ${ENTRY} from pyramidion_entries where until < ? limit ?`;
    return this.#sql.rows(sql, before, limit).map(toEntry);
  }

  setEntry({ kind, id, user, until, at, position }: PlacedEntry): void {
    const sql = `insert or replace into pyramidion_entries (${ENTRY}) values (?, ?, ?, ?, ?, ?)`;
    this.#sql.run(sql, kind, id, user, until, at, position);
  }

  removeEntry(kind: EntryKind, id: string): void {
    this.#sql.run('delete from pyramidion_entries where kind = ? and id = ?', kind, id);
  }

  session(id: string): SessionRecord | null {
    const row = this.#sql.row(`select ${SESSION} from pyramidion_sessions where id = ?`, id);
    return row === null ? null : toRecord(row);
  }

  sessionsOf(user: string): readonly SessionRecord[] {
    const sql = `select ${SESSION} from pyramidion_sessions where user = ? order by started_at`;
    return this.#sql.rows(sql, user).map(toRecord);
  }

  endedSessions(before: number, limit: number): readonly SessionRecord[] {
    const sql = `select ${SESSION} from pyramidion_sessions where until < ? limit ?`;
    return this.#sql.rows(sql, before, limit).map(toRecord);
  }

  setSession(session: SessionRecord): void {
    const { id, user, startedAt, seenAt, endsAt, until, label, refresh } = session;
    this.#sql.run(
      `insert or replace into pyramidion_sessions (${SESSION}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      user,
      startedAt,
      seenAt,
      endsAt,
      until,
      label,
      refresh?.jti ?? null,
      refresh?.previous ?? null,
      refresh?.rotatedAt ?? 0,
      refresh?.idleUntil ?? 0,
    );
  }

  removeSession(id: string): void {
    this.#sql.run('delete from pyramidion_sessions where id = ?', id);
  }

  uses(id: string): TokenUses | null {
    const row = this.#sql.row('select id, count, until from pyramidion_uses where id = ?', id);
    return row === null ? null : toUses(withNumbers(row));
  }

  endedUses(before: number, limit: number): readonly TokenUses[] {
    const sql = 'select id, count, until from pyramidion_uses where until < ? limit ?';
    return this.#sql.rows(sql, before, limit).map((row) => toUses(withNumbers(row)));
  }

  setUses({ id, count, until }: TokenUses): void {
    const sql = 'insert or replace into pyramidion_uses (id, count, until) values (?, ?, ?)';
    this.#sql.run(sql, id, count, until);
  }

  removeUses(id: string): void {
    this.#sql.run('delete from pyramidion_uses where id = ?', id);
  }
}

function toEntry(row: Row): PlacedEntry {
  return toPlacedEntry(withNumbers(row));
}

function toRecord(row: Row): SessionRecord {
  const { jti, previous, rotated_at: rotatedAt, idle_until: idleUntil, ...rest } = withNumbers(row);
  return toSession({
    ...rest,
    startedAt: rest['started_at'],
    seenAt: rest['seen_at'],
    endsAt: rest['ends_at'],
    refresh: jti === null ? null : { jti, previous, rotatedAt, idleUntil },
  });
}

/** A database may be set to give integers as bigint. */
function withNumbers(row: Row): Row {
  const members = Object.entries(row).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(members);
}

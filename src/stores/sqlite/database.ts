/** A value of SQLite that the store writes. */
export type SqliteValue = string | number | null;

/** A prepared statement of `node:sqlite`, better-sqlite3 or `bun:sqlite`. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown;
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/** A database of `node:sqlite`, better-sqlite3 or `bun:sqlite`, as far as the store uses it. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}

/** A row, with the members that are asked for. */
export type Row = Readonly<Record<string, unknown>>;

/** Prepares each statement once. */
export class Statements {
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<string, SqliteStatement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  run(sql: string, ...values: SqliteValue[]): void {
    this.#of(sql).run(...values);
  }

  /** Returns a row, or null. */
  row(sql: string, ...values: SqliteValue[]): Row | null {
    return (this.#of(sql).get(...values) as Row | null | undefined) ?? null;
  }

  rows(sql: string, ...values: SqliteValue[]): readonly Row[] {
    return this.#of(sql).all(...values) as Row[];
  }

  #of(sql: string): SqliteStatement {
    const known = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }
}

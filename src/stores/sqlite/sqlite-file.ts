import { randomUUID } from 'node:crypto';
import type { FileIdentity } from '../embedded/file-identity.ts';
import { identityOf, isSameFile } from '../embedded/file-identity.ts';
import type { EmbeddedDatabase, Tables } from '../embedded/tables.ts';
import { StoreError } from '../model/store-error.ts';
import { StoreLostError } from '../model/store.ts';
import type { StoreFinding } from '../model/store.ts';
import type { SqliteDatabase } from './database.ts';
import { Statements } from './database.ts';
import { SQLITE_SCHEMA } from './schema.ts';
import { findingsOf, pathOf, prepareForProcesses } from './settings.ts';
import { SqliteTables } from './sqlite-tables.ts';

/** How long a transaction is tried while other processes write, in milliseconds. */
const PATIENCE = 2000;
/** How long other work of this process goes on between two attempts. */
const PAUSE = 10;

/** A store's tables in a database of SQLite that the application has opened. */
export class SqliteFile implements EmbeddedDatabase {
  readonly name = 'sqlite';
  readonly #database: SqliteDatabase;
  readonly #sql: Statements;
  readonly #tables: Tables;
  #path: string | null = null;
  #identity: FileIdentity | null = null;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#tables = new SqliteTables(this.#sql);
  }

  async open(fill: (tables: Tables, generation: string) => void): Promise<readonly StoreFinding[]> {
    await whenFree(() => {
      prepareForProcesses(this.#sql);
      this.#database.exec(SQLITE_SCHEMA);
    });
    this.#path ??= pathOf(this.#sql);
    this.#identity ??= this.#path === null ? null : identityOf(this.#path);
    await this.write((tables) => {
      if (tables.state() === null) fill(tables, randomUUID());
    });
    return findingsOf(this.#sql);
  }

  async ready(): Promise<void> {
    if (this.#path === null || this.#identity === null) return;
    if (isSameFile(this.#identity, identityOf(this.#path))) return;
    throw new StoreError(
      `The file ${this.#path} was removed or replaced while it was open: start this process again.`,
    );
  }

  read<T>(run: (tables: Tables) => T): T {
    return this.#transaction('begin', run);
  }

  /** A deferred transaction that begins to write may fail at once, so it takes the lock first. */
  write<T>(run: (tables: Tables) => T): Promise<T> {
    return whenFree(() => this.#transaction('begin immediate', run));
  }

  async lose(generation: string): Promise<void> {
    await whenFree(() =>
      this.#sql.run('delete from pyramidion_state where generation = ?', generation),
    ).catch(() => {});
  }

  /** The database is the application's. */
  async close(): Promise<void> {}

  #transaction<T>(begin: string, run: (tables: Tables) => T): T {
    let hasBegun = false;
    try {
      this.#database.exec(begin);
      hasBegun = true;
      const result = run(this.#tables);
      this.#database.exec('commit');
      return result;
    } catch (error) {
      // A transaction of the application, which keeps ours from beginning, is left as it is.
      if (hasBegun) this.#rollBack();
      throw toStoreError(error);
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('rollback');
    } catch {
      // SQLite has done so already.
    }
  }
}

/**
 * Runs a step, again for a while if another process holds the lock. In between, this process does
 * other work.
 */
async function whenFree<T>(step: () => T): Promise<T> {
  const until = performance.now() + PATIENCE;
  for (;;)
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw toStoreError(error);
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE);
      });
    }
}

/** Whether another process holds the lock; each client says so in its own way. */
function isBusy(thrown: unknown): boolean {
  const error = thrown instanceof StoreError ? thrown.cause : thrown;
  const { code, errcode, errno } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const number = Number(errcode ?? errno ?? 0);
  return (number & 0xff) === 5 || String(code).startsWith('SQLITE_BUSY');
}

function toStoreError(error: unknown): Error {
  if (error instanceof StoreError || error instanceof StoreLostError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (/no such table: (main\.)?pyramidion_/.test(said))
    return new StoreLostError('The tables of the store are missing.');
  return new StoreError(`SQLite failed: ${said}`, { cause: error });
}

import type { RootDatabase } from 'lmdb';
import type { StoreState, Tables } from '../embedded/tables.ts';
import type { FileIdentity } from '../embedded/file-identity.ts';
import { identityOf, isSameFile } from '../embedded/file-identity.ts';
import { StoreError } from '../model/store-error.ts';
import { checkContent, DataFiles } from './data-files.ts';
import { LmdbTables } from './lmdb-tables.ts';
import { loadLmdb, opening, optionsOf } from './load-lmdb.ts';

/** An open data file. */
export class LmdbEnvironment {
  readonly #files: DataFiles;
  readonly #identity: FileIdentity;
  readonly #database: RootDatabase<string>;
  readonly tables: Tables;
  readonly generation: string;
  readonly #pending = new Set<Promise<unknown>>();
  /** What this process has written into the seal. */
  #sealed = 0;
  #size = 0;
  #closed = false;

  /**
   * Opens the data file of a path.
   *
   * @param fill - writes the first state; null if no new store may begin
   * @throws ConfigurationError if it is damaged, not the one that was sealed, or cannot be opened
   * @throws StoreLostError if there is none, and `fill` is null
   */
  static async open(
    path: string,
    fill: ((tables: Tables, generation: string) => void) | null,
  ): Promise<LmdbEnvironment> {
    const lmdb = await loadLmdb();
    const files = new DataFiles(path);
    const seal = opening(path, () => files.check(fill !== null));
    const database = opening(path, () => lmdb.open<string>(optionsOf(path)));
    const environment = new LmdbEnvironment(files, database, seal.generation);
    try {
      await environment.write((tables) => {
        const state = tables.state();
        checkContent(path, seal, state);
        if (state === null) fill?.(tables, seal.generation);
      });
    } catch (error) {
      await environment.close();
      throw error;
    }
    return environment;
  }

  private constructor(files: DataFiles, database: RootDatabase<string>, generation: string) {
    this.#files = files;
    this.#database = database;
    this.#identity = identityOf(files.path) as FileIdentity;
    this.tables = new LmdbTables(database);
    this.generation = generation;
  }

  /** Whether the path still names the file that is open, as a whole. */
  isThere(): boolean {
    const found = identityOf(this.#files.path);
    return isSameFile(this.#identity, found) && (found?.size ?? 0) >= this.#size;
  }

  read<T>(run: (tables: Tables) => T): T {
    this.#refuseClosed();
    this.#database.resetReadTxn();
    return run(this.tables);
  }

  async write<T>(run: (tables: Tables) => T): Promise<T> {
    this.#refuseClosed();
    const written = this.#write(run);
    this.#pending.add(written);
    try {
      return await written;
    } finally {
      this.#pending.delete(written);
    }
  }

  /** Waits for what is being written. A database that is closed must not be touched. */
  async close(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    if (this.#closed) return;
    this.#closed = true;
    await this.#database.close();
  }

  async #write<T>(run: (tables: Tables) => T): Promise<T> {
    let writes = 0;
    const result = await this.#transaction(() => {
      const result = run(this.tables);
      writes = (this.tables.state() as StoreState | null)?.writes ?? 0;
      return result;
    });
    this.#seal(writes);
    return result;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StoreError(`${this.#files.path} is closed.`);
  }

  /** Runs a function in a transaction that is undone if it throws. */
  async #transaction<T>(run: () => T): Promise<T> {
    try {
      return await this.#database.childTransaction(run);
    } catch (error) {
      const { commitError } = error as { readonly commitError?: Promise<unknown> };
      if (commitError === undefined) throw error;
      // It rejects by itself, which would end the process.
      const cause = await commitError.catch((reason: unknown) => reason);
      throw new StoreError(`${this.#files.path} could not be written: is the disk full?`, {
        cause,
      });
    }
  }

  /**
   * Notes in the seal how far the data file is, unless it was noted meanwhile. The seal may be
   * behind, and must never be ahead. Of two processes, the one that writes last looks once more.
   */
  #seal(writes: number): void {
    if (writes <= this.#sealed) return;
    let last = -1;
    for (let now = this.#writes(); now !== last; now = this.#writes()) {
      last = now;
      const size = this.#files.size();
      this.#files.seal.write({ generation: this.generation, writes: now, size });
      this.#size = size;
      this.#sealed = now;
    }
  }

  #writes(): number {
    return this.read((tables) => tables.state()?.writes ?? 0);
  }
}

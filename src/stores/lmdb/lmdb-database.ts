import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { EmbeddedDatabase, Tables } from '../embedded/tables.ts';
import type { StoreFinding } from '../model/store.ts';
import { findingsOf } from './file-system.ts';
import { SharedFile } from './shared-file.ts';

/** A store's database in LMDB. */
export class LmdbDatabase implements EmbeddedDatabase {
  readonly name = 'lmdb';
  readonly #path: string;
  #file: SharedFile | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async open(fill: (tables: Tables, generation: string) => void): Promise<readonly StoreFinding[]> {
    await this.#used().open(fill);
    return findingsOf(this.#path);
  }

  async ready(): Promise<void> {
    if (!this.#used().isOpen()) await this.#used().open(null);
  }

  read<T>(run: (tables: Tables) => T): T {
    return this.#used().environment().read(run);
  }

  write<T>(run: (tables: Tables) => T): Promise<T> {
    return this.#used().environment().write(run);
  }

  /** LMDB writes by calls that the system tells of, on file systems of this machine. */
  watch(wake: () => void): () => void {
    let watcher: FSWatcher;
    try {
      watcher = watch(this.#path, { persistent: false }, wake);
    } catch {
      return () => {};
    }
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.release();
  }

  #used(): SharedFile {
    this.#file ??= SharedFile.use(this.#path);
    return this.#file;
  }
}

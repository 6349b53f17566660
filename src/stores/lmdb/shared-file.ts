import { StoreLostError } from '../model/store.ts';
import type { Tables } from '../embedded/tables.ts';
import { LmdbEnvironment } from './lmdb-environment.ts';

type Fill = (tables: Tables, generation: string) => void;

/** The data files that this process has open. */
const files = new Map<string, SharedFile>();

/**
 * A data file that all stores of this process share. LMDB must not open a file twice in one
 * process: the second opening would wait for a transaction of the first, which would wait for it.
 */
export class SharedFile {
  readonly #path: string;
  #users = 0;
  #environment: LmdbEnvironment | null = null;
  /** What opens and closes, one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string) {
    this.#path = path;
  }

  /** Returns the file of a path for one more store. */
  static use(path: string): SharedFile {
    const file = files.get(path) ?? new SharedFile(path);
    files.set(path, file);
    file.#users += 1;
    return file;
  }

  /** Opens the file, and again if it was replaced; `fill` is null if no new store may begin. */
  open(fill: Fill | null): Promise<void> {
    return this.#afterwards(async () => {
      if (this.#environment?.isThere()) return;
      await this.#closeEnvironment();
      this.#environment = await LmdbEnvironment.open(this.#path, fill);
    });
  }

  /** @throws StoreLostError if the file is not open, or not the one that was opened */
  environment(): LmdbEnvironment {
    if (this.#environment?.isThere()) return this.#environment;
    throw new StoreLostError(`${this.#path} is missing, was replaced or was truncated.`);
  }

  isOpen(): boolean {
    return this.#environment?.isThere() === true;
  }

  /** Ends the use by one store. */
  release(): Promise<void> {
    this.#users -= 1;
    return this.#afterwards(async () => {
      if (this.#users > 0) return;
      files.delete(this.#path);
      await this.#closeEnvironment();
    });
  }

  async #closeEnvironment(): Promise<void> {
    const environment = this.#environment;
    this.#environment = null;
    await environment?.close();
  }

  #afterwards<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => null);
    return result;
  }
}

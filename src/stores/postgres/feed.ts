import type { Changes } from '../model/store.ts';
import { StoreError } from '../model/store-error.ts';
import { readChanges } from './changes-page.ts';
import type { Database, Listening } from './database.ts';
import { storeErrorOf } from './postgres-error.ts';
import type { SchemaFunctions } from './schema-functions.ts';

/** How long an answer may take beyond the wait, in milliseconds. */
const PATIENCE = 250;
/** How long a wait goes on after its connection was lost, in milliseconds. */
const DEAF = 100;

/**
 * How a process hears of entries. A notification only ends a wait: what is answered was read after
 * it, and the position moves by that alone.
 */
export class Feed {
  readonly #database: Database;
  readonly #functions: SchemaFunctions;
  readonly #waiting = new Set<() => void>();
  #listening: Listening | null = null;
  #isClosed = false;
  /** How many notifications were heard, and how many times listening began. */
  #heard = 0;
  /** The position after which nothing was heard since it was read. */
  #quiet: { readonly position: string; readonly heard: number } | null = null;

  constructor(database: Database, functions: SchemaFunctions) {
    this.#database = database;
    this.#functions = functions;
  }

  /** As `Store.changes`. With a wait, it settles within the wait and {@link PATIENCE}. */
  changes(after: string | null, waitMs: number): Promise<Changes> {
    if (!(waitMs > 0)) return readChanges(this.#functions, after);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#stopListening();
        reject(new StoreError('postgresStore(): the server did not answer in time.'));
      }, waitMs + PATIENCE);
      timer.unref?.();
      this.#follow(after, performance.now() + waitMs)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    this.#wake();
  }

  async #follow(after: string | null, latest: number): Promise<Changes> {
    let until = latest;
    const listening = await this.#listen();
    let mayWait = this.#quiet?.position === after && this.#quiet.heard === this.#heard;
    for (;;) {
      const heard = this.#heard;
      // Nothing is heard any more: the next call listens again.
      if (this.#listening !== listening) until = Math.min(until, performance.now() + DEAF);
      if (!mayWait) {
        const answer = await this.#read(after, listening);
        const isOver = performance.now() >= until - 1;
        if (isOver || answer.entries.length > 0 || answer.whole) return answer;
      }
      if (heard === this.#heard) await this.#hint(until - performance.now());
      mayWait = false;
    }
  }

  async #read(after: string | null, listening: Listening): Promise<Changes> {
    if (this.#isClosed) throw closed();
    const heard = this.#heard;
    // If the connection that listened was lost, any other can tell what was missed.
    const on = this.#listening === listening ? listening : this.#database;
    const answer = await readChanges(this.#functions, after, on);
    this.#quiet = { position: answer.position, heard };
    return answer;
  }

  /** Returns what listens. It makes at most one attempt, which simultaneous calls share. */
  async #listen(): Promise<Listening> {
    if (this.#isClosed) throw closed();
    const listening = (this.#listening ??= this.#database.listen(this.#functions.schema, {
      heard: () => this.#wake(),
      lost: () => this.#stopListening(),
    }));
    try {
      await listening.ready;
    } catch (error) {
      if (this.#listening === listening) this.#stopListening();
      throw storeErrorOf(error);
    }
    return listening;
  }

  #stopListening(): void {
    this.#listening?.end();
    this.#listening = null;
    this.#wake();
  }

  #wake(): void {
    this.#heard++;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next notification, and at the latest after a time. */
  #hint(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      timer.unref?.();
      this.#waiting.add(wake);
    });
  }
}

function closed(): StoreError {
  return new StoreError('postgresStore() was closed.');
}

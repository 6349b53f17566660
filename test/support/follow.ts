import type { Changes, Store } from '../../src/stores/model/store.ts';

/** What a process hears that follows a store, as those of an application do. */
export class Following {
  readonly entries: string[] = [];
  readonly answers: Changes[] = [];
  readonly failures: unknown[] = [];
  #position: string | null;
  #isEnded = false;
  readonly #store: Store;
  readonly #loop: Promise<void>;

  constructor(store: Store, position: string | null) {
    this.#store = store;
    this.#position = position;
    this.#loop = this.#run();
  }

  /** Waits until an entry was heard. */
  async hears(id: string): Promise<void> {
    while (!this.entries.includes(id)) await pause(10);
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isEnded)
      try {
        const answer = await this.#store.changes(this.#position, 400);
        this.#position = answer.position;
        this.answers.push(answer);
        this.entries.push(...answer.entries.map(({ id }) => id));
      } catch (error) {
        this.failures.push(error);
        await pause(50);
      }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Runs something until it does not fail. */
export async function untilDone<T>(run: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await run();
    } catch {
      await pause(50);
    }
}

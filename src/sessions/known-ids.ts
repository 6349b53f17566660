import type { Store } from '../stores/model/store.ts';
import { withDeadline } from './deadline.ts';

/**
 * Asks the store for ids that an allowlist of this process does not know: a login a moment ago on
 * another machine. Those of one turn of the event loop are asked together.
 */
export class KnownIds {
  readonly #store: Store;
  readonly #deadline: number;
  #asked: Set<string> | null = null;
  #answer: Promise<ReadonlySet<string>> | null = null;

  /** @param deadline - in milliseconds */
  constructor(store: Store, deadline: number) {
    this.#store = store;
    this.#deadline = deadline;
  }

  /**
   * Whether the store names the id.
   *
   * @throws the error of the store, or DeadlineError
   */
  async ask(id: string): Promise<boolean> {
    if (this.#answer === null || this.#asked === null) {
      this.#asked = new Set();
      this.#answer = this.#askTogether(this.#asked);
    }
    this.#asked.add(id);
    return (await this.#answer).has(id);
  }

  async #askTogether(ids: Set<string>): Promise<ReadonlySet<string>> {
    await Promise.resolve();
    this.#answer = null;
    this.#asked = null;
    return new Set(await withDeadline(this.#store.known([...ids]), this.#deadline));
  }
}

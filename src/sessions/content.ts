import type { Changes } from '../stores/model/store.ts';

/** Which content of a store this process knows, and up to which place. */
export class Content {
  #position: string | null = null;
  #generation: string | null = null;
  /** The latest cut-off for everyone. */
  #cutOff = 0;
  /** The one of the content before, if this one has to cut off what was known of that. */
  #before: number | null = null;

  /** Where the next call goes on; null for the begin. */
  get position(): string | null {
    return this.#position;
  }

  /** Whether revocations of the content before may be missing in this one. */
  get isLost(): boolean {
    return this.#before !== null;
  }

  /** Takes an answer. Returns false if it has to be asked for again, from the begin. */
  take({ generation, position, whole, entries }: Changes): boolean {
    if (generation !== this.#generation) {
      if (this.#generation !== null) this.#before ??= this.#cutOff;
      this.#generation = generation;
      // A place in another content means nothing in this one.
      this.#position = null;
      if (!whole) return false;
    }
    this.#position = position;
    for (const { kind, at } of entries)
      if (kind === 'all') this.#cutOff = Math.max(this.#cutOff, at);
    if (this.#before !== null && this.#cutOff > this.#before) this.#before = null;
    return true;
  }
}

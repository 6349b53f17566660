import type { Fingerprint } from './fingerprint.ts';

/**
 * Finds objects by their fingerprints. It keeps the first half of each only, so that another object
 * may be found as well, once in 2^32: the caller compares.
 */
export class PrintIndex<T extends object> {
  /** One object, or several: a set for each would take ten times as much memory. */
  readonly #found = new Map<number, T | Set<T>>();

  /** How many different halves it has. */
  get size(): number {
    return this.#found.size;
  }

  /** Returns a copy, which does not change while the objects found are deleted. */
  of([half]: Fingerprint): readonly T[] {
    const found = this.#found.get(half);
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  add(prints: readonly Fingerprint[], item: T): void {
    for (const [half] of prints) {
      const found = this.#found.get(half);
      if (found === undefined) this.#found.set(half, item);
      else if (found instanceof Set) found.add(item);
      else if (found !== item) this.#found.set(half, new Set([found, item]));
    }
  }

  delete(prints: readonly Fingerprint[], item: T): void {
    for (const [half] of prints) {
      const found = this.#found.get(half);
      if (found === item) this.#found.delete(half);
      else if (found instanceof Set && found.delete(item) && found.size === 0)
        this.#found.delete(half);
    }
  }
}

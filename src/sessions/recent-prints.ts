import type { Fingerprint } from './fingerprint.ts';
import { PrintFilter } from './print-filter.ts';

/** As a power of two, for each of 256 segments: 8 KiB in all, which a processor caches. */
const WORDS = 3;
/** With more fingerprints, too many others look like one of them. */
const MOST_PRINTS = 2048;

/**
 * Counts what was revoked, and has the fingerprints of the last of it.
 *
 * A token that was live in an earlier version is compared with what came since, and not with all
 * that is revoked: the filter of a million ids is in no cache of a processor.
 */
export class RecentPrints {
  #filter = new PrintFilter(WORDS);
  #prints = 0;
  /** The version before the first fingerprint of the filter. */
  #begun = 0;

  /** How many fingerprints were added, ever. */
  get version(): number {
    return this.#begun + this.#prints;
  }

  add(print: Fingerprint): void {
    if (this.#prints === MOST_PRINTS) {
      this.#filter.clearAll();
      this.#begun += this.#prints;
      this.#prints = 0;
    }
    this.#filter.add(print);
    this.#prints++;
  }

  /** Returns a filter with all that came after a version; null if it has lost some of it. */
  since(version: number): PrintFilter | null {
    return version >= this.#begun ? this.#filter : null;
  }
}

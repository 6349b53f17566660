import type { Clock } from '../../base/clock.ts';
import { keySourceOf } from '../dated-keys.ts';
import type { Key, KeySet } from '../key-set.ts';
import type { KeySource } from '../key-source.ts';

/** Keys that are replaced while the process runs. */
export class ReplacedKeys implements KeySource {
  readonly #clock: Clock;
  #source: KeySource;

  /** @param keys - the signing key first; each verifies until its own end */
  constructor(keys: readonly Key[], clock: Clock) {
    this.#clock = clock;
    this.#source = keySourceOf(keys, clock);
  }

  get current(): KeySet {
    return this.#source.current;
  }

  /** Tokens are proved again by the new keys, also those that were verified before. */
  replace(keys: readonly Key[]): void {
    this.#source = keySourceOf(keys, this.#clock);
  }
}

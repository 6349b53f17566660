import type { Clock } from '../base/clock.ts';
import type { Key } from './key-set.ts';
import { KeySet } from './key-set.ts';
import type { KeySource } from './key-source.ts';
import { fixedKeys } from './key-source.ts';

/** The keys that are left before a moment, in seconds since 1970. */
interface Period {
  readonly end: number;
  readonly keys: KeySet;
}

/**
 * Keys of which some have an end. Each period between two ends has a `KeySet` of its own, so that
 * what a key proved before its end, also a cached token, is proved again after it.
 */
class DatedKeys implements KeySource {
  readonly #periods: readonly Period[];
  readonly #last: KeySet;
  readonly #clock: Clock;

  constructor(keys: readonly Key[], ends: readonly number[], clock: Clock) {
    this.#periods = ends.map((end) => ({
      end,
      keys: new KeySet(keys.filter(({ until = Number.POSITIVE_INFINITY }) => until >= end)),
    }));
    this.#last = new KeySet(keys.filter(({ until }) => until === undefined));
    this.#clock = clock;
  }

  get current(): KeySet {
    const now = this.#clock() / 1000;
    for (const { end, keys } of this.#periods) if (now < end) return keys;
    return this.#last;
  }
}

/** Returns the source of these keys, each of which verifies until its own end. */
export function keySourceOf(keys: readonly Key[], clock: Clock): KeySource {
  const ends = [...new Set(keys.flatMap(({ until }) => until ?? []))];
  if (ends.length === 0) return fixedKeys(new KeySet(keys));
  return new DatedKeys(
    keys,
    ends.toSorted((one, other) => one - other),
    clock,
  );
}

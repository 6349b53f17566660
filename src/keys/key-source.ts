import { isBranded } from '../base/brand.ts';
import type { Subscriber } from '../base/events.ts';
import type { KeySet } from './key-set.ts';

/**
 * Where the keys of an issuer come from.
 *
 * A source replaces its keys by replacing `current`: whatever was proved with the previous `KeySet`
 * compares it by identity and proves itself again. A source that reloads the same keys should keep
 * the same object, so that nothing has to be verified again.
 */
export interface KeySource {
  /** The keys as of now. */
  readonly current: KeySet;
}

/** A source whose keys never change. */
export function fixedKeys(keys: KeySet): KeySource {
  return Object.freeze({ current: keys });
}

/** The same in every copy of this package, so that copies recognize each other's sources. */
export const FETCHED: symbol = /* @__PURE__ */ Symbol.for('pyramidion.FetchedKeys');

/** Keys that another server publishes, and that arrive while requests are served. */
export interface FetchedKeys extends KeySource {
  /** Who issues the tokens, if the source was made of an issuer; else null. */
  readonly issuer: string | null;
  /** Whether no keys ever arrived, or the last ones are too old. */
  readonly isEmpty: boolean;
  /**
   * Fetches the keys for a token whose key is not there.
   *
   * @returns a promise that is never rejected; null if nothing may be fetched yet, because the
   *   last fetch was a moment ago
   */
  refresh(): Promise<void> | null;
  /**
   * Waits until keys are there.
   *
   * @throws AuthError `keys_unavailable` if they cannot be fetched
   */
  ready(): Promise<void>;
  /** Has failed fetches reported to a subscriber. */
  reportTo(subscriber: Subscriber): void;
}

/** Whether a value is such a source, also one of another copy of this package. */
export function isFetchedKeys(value: unknown): value is FetchedKeys {
  return isBranded(value, FETCHED);
}

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

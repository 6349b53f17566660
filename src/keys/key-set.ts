import type { KeyObject } from 'node:crypto';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Algorithm } from './algorithm.ts';

/**
 * One imported key, bound to exactly one algorithm (RFC 8725 §3.1).
 * `importKey` makes it and has already rejected keys that are weak or do not fit.
 */
export interface Key {
  readonly algorithm: Algorithm;
  /** The name by which a token's header selects the key; null for a key without a name. */
  readonly kid: string | null;
  /** The secret or private key, or null if the key can only verify. */
  readonly signingKey: KeyObject | null;
  /** The secret or public key. */
  readonly verifyingKey: KeyObject;
}

/** The key that a token's header selects. */
export interface FoundKey {
  readonly ok: true;
  readonly key: Key;
}

const ALGORITHM_REFUSED = failure('token_algorithm_refused');
const KEY_UNKNOWN = failure('token_key_unknown');

/**
 * An immutable set of keys. It finds the one key that may verify a token; no second key is ever
 * tried. A changed set is a new `KeySet`, so identity shows whether the keys are still the same.
 */
export class KeySet {
  /** All keys, in the order in which they were given. */
  readonly all: readonly Key[];
  /** The algorithms that keys are bound to, each once. */
  readonly algorithms: readonly string[];
  /** The key that signs new tokens: the first one, if it can sign. */
  readonly signing: Key | null;
  readonly #byKid = new Map<string, FoundKey>();
  readonly #byAlgorithm = new Map<string, FoundKey | Failure>();
  readonly #only: FoundKey | null;

  constructor(keys: readonly Key[]) {
    this.all = Object.freeze([...keys]);
    this.algorithms = Object.freeze([...new Set(keys.map((key) => key.algorithm))]);
    const [first] = keys;
    this.signing = first !== undefined && first.signingKey !== null ? first : null;
    this.#only =
      first !== undefined && keys.length === 1 && first.kid === null ? found(first) : null;
    for (const key of keys) {
      if (key.kid !== null) this.#byKid.set(key.kid, found(key));
      const rivals = keys.filter(({ algorithm }) => algorithm === key.algorithm);
      const unnamed = rivals.find(({ kid }) => kid === null);
      const chosen = unnamed ?? (rivals.length === 1 ? key : null);
      this.#byAlgorithm.set(key.algorithm, chosen === null ? KEY_UNKNOWN : found(chosen));
    }
    Object.freeze(this);
  }

  /**
   * Selects by what a token's header says (RFC 7515 §4.1.1, §4.1.4). The header can only choose
   * among the keys that are configured here.
   *
   * @returns the key; or `token_key_unknown` if no key has that kid, or if the header has no kid
   *   and several keys fit; or `token_algorithm_refused` if the key is bound to another algorithm,
   *   or no key to this one
   */
  find(alg: string, kid: string | undefined): FoundKey | Failure {
    if (kid === undefined) return this.#byAlgorithm.get(alg) ?? ALGORITHM_REFUSED;
    const match = this.#byKid.get(kid) ?? this.#only;
    if (match === null) return KEY_UNKNOWN;
    return match.key.algorithm === alg ? match : ALGORITHM_REFUSED;
  }
}

function found(key: Key): FoundKey {
  return Object.freeze({ ok: true, key });
}

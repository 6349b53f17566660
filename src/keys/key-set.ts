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
  /** From when on it verifies nothing, in seconds since 1970; left out for no end. */
  readonly until?: number;
}

/** The key that a token's header selects. */
export interface FoundKey {
  readonly ok: true;
  readonly key: Key;
  /** More keys of that algorithm, to be tried for a token without kid. */
  readonly others: readonly Key[];
}

const ALGORITHM_REFUSED = failure('token_algorithm_refused');
const KEY_UNKNOWN = failure('token_key_unknown');

/**
 * An immutable set of keys. It finds the key that may verify a token; several are tried only if the
 * token has no kid, and only those of its algorithm. A changed set is a new `KeySet`, so identity
 * shows whether the keys are still the same.
 */
export class KeySet {
  /** All keys, in the order in which they were given. */
  readonly all: readonly Key[];
  /**
   * The algorithms that keys are bound to, by all their names, each once; those that may come too,
   * if the keys are fetched.
   */
  readonly algorithms: readonly string[];
  /** The key that signs new tokens: the first one, if it can sign. */
  readonly signing: Key | null;
  readonly #byKid = new Map<string, Map<string, FoundKey>>();
  readonly #byAlgorithm = new Map<string, FoundKey>();
  readonly #only: FoundKey | null;

  /**
   * @param keys - the keys, the signing key first
   * @param expected - algorithms of keys that may come later: a token of one of them lacks its key
   */
  constructor(keys: readonly Key[], expected: readonly Algorithm[] = []) {
    this.all = Object.freeze([...keys]);
    this.algorithms = Object.freeze([...new Set([...keys.flatMap(algorithmNamesOf), ...expected])]);
    const [first] = keys;
    this.signing = first !== undefined && first.signingKey !== null ? first : null;
    this.#only =
      first !== undefined && keys.length === 1 && first.kid === null ? found(first) : null;
    for (const key of keys) {
      if (key.kid === null) continue;
      const byAlgorithm = this.#byKid.get(key.kid) ?? new Map<string, FoundKey>();
      for (const name of algorithmNamesOf(key))
        if (name === key.algorithm || !byAlgorithm.has(name)) byAlgorithm.set(name, found(key));
      this.#byKid.set(key.kid, byAlgorithm);
    }
    for (const name of new Set(keys.flatMap(algorithmNamesOf))) {
      const fitting = keys.filter((key) => algorithmNamesOf(key).includes(name as Algorithm));
      const unnamed = fitting.filter(({ kid }) => kid === null);
      const [chosen, ...others] = [...unnamed, ...fitting.filter((key) => !unnamed.includes(key))];
      this.#byAlgorithm.set(name, found(chosen as Key, others));
    }
    Object.freeze(this);
  }

  /**
   * Selects by what a token's header says (RFC 7515 §4.1.1, §4.1.4). The header can only choose
   * among the keys that are configured here.
   *
   * @returns the key, and for a header without kid all keys of that algorithm, one without kid
   *   first; or `token_key_unknown` if no key has that kid; or `token_algorithm_refused` if the key
   *   is bound to another algorithm, or no key to this one
   */
  find(alg: string, kid: string | undefined): FoundKey | Failure {
    if (kid === undefined) return this.#byAlgorithm.get(alg) ?? this.#without(alg);
    const named = this.#byKid.get(kid);
    if (named !== undefined) return named.get(alg) ?? ALGORITHM_REFUSED;
    if (this.#only === null) return KEY_UNKNOWN;
    return algorithmNamesOf(this.#only.key).includes(alg as Algorithm)
      ? this.#only
      : this.#without(alg);
  }

  /** Why no key is found for an algorithm. */
  #without(alg: string): Failure {
    return this.algorithms.includes(alg) ? KEY_UNKNOWN : ALGORITHM_REFUSED;
  }
}

/** The names of the algorithm of a key. Ed25519 has two (RFC 9864 §2.2). */
export function algorithmNamesOf({ algorithm, verifyingKey }: Key): readonly Algorithm[] {
  const isEddsa = algorithm === 'EdDSA' || algorithm === 'Ed25519';
  return isEddsa && verifyingKey.asymmetricKeyType === 'ed25519'
    ? ['EdDSA', 'Ed25519']
    : [algorithm];
}

function found(key: Key, others: readonly Key[] = []): FoundKey {
  return Object.freeze({ ok: true, key, others });
}

import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Key } from './key.ts';

const ALGORITHM_REFUSED = failure('token_algorithm_refused');
const KEY_UNKNOWN = failure('token_key_unknown');

/** Finds the one key that may look at a token, or says why none may; no second one is ever tried. */
export class KeySet {
  /** Every key, in the order in which they were given. */
  readonly all: readonly Key[];
  /** The name of every algorithm that a key is bound to, each once. */
  readonly algorithms: readonly string[];
  /** The key that new tokens are signed with: the first, where it can sign. */
  readonly signing: Key | null;
  readonly #byKid = new Map<string, Key>();
  readonly #byAlgorithm = new Map<string, Key | Failure>();
  readonly #only: Key | null;

  constructor(keys: readonly Key[]) {
    this.all = Object.freeze([...keys]);
    this.algorithms = Object.freeze([...new Set(keys.map((key) => key.algorithm))]);
    const [first] = keys;
    this.signing = first !== undefined && first.signingKey !== null ? first : null;
    this.#only = first !== undefined && keys.length === 1 && first.kid === null ? first : null;
    for (const key of keys) {
      if (key.kid !== null) this.#byKid.set(key.kid, key);
      const others = keys.filter((other) => other.algorithm === key.algorithm);
      this.#byAlgorithm.set(
        key.algorithm,
        others.find((other) => other.kid === null) ?? (others.length === 1 ? key : KEY_UNKNOWN),
      );
    }
  }

  /**
   * Selects by what a header says (RFC 7515 §4.1.1, §4.1.4), which can only choose among what is configured here.
   *
   * @returns the key; or `token_key_unknown` for a kid that nobody has, or none where several keys fit; or `token_algorithm_refused` when
   *   the key is bound to another algorithm, or none to this one
   */
  find(alg: string, kid: string | undefined): Key | Failure {
    if (kid === undefined) return this.#byAlgorithm.get(alg) ?? ALGORITHM_REFUSED;
    const key = this.#byKid.get(kid) ?? this.#only;
    if (key === null) return KEY_UNKNOWN;
    return key.algorithm === alg ? key : ALGORITHM_REFUSED;
  }
}

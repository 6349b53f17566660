import { KeySet } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { trustedIssuer } from './trusted-issuer.ts';

const NO_KEYS = /* @__PURE__ */ new KeySet([]);

/** Keys that are gone as soon as their issuer is not trusted any more. */
class KeysWhile implements KeySource {
  readonly #keys: KeySource;
  readonly #isTrusted: () => boolean;

  constructor(keys: KeySource, isTrusted: () => boolean) {
    this.#keys = keys;
    this.#isTrusted = isTrusted;
  }

  get current(): KeySet {
    return this.#isTrusted() ? this.#keys.current : NO_KEYS;
  }
}

/**
 * Returns an issuer whose keys count for a while. A cached token then is verified again, by an
 * issuer that was looked up again.
 */
export function trustedWhile(issuer: TrustedIssuer, isTrusted: () => boolean): TrustedIssuer {
  return trustedIssuer({ ...issuer, keys: new KeysWhile(issuer.keys, isTrusted) });
}

import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Key, KeySet } from '../keys/key-set.ts';
import type { JoseHeader } from './claims.ts';
import type { JwsKey } from './crypto/jws-key.ts';
import { anyOf, prepareKey } from './crypto/jws-key.ts';
import { parseHeader } from './jose-header.ts';
import { detachString } from './segment.ts';
import type { TokenKind } from './token-kind.ts';
import { EVERY_KIND } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** A parsed header segment: its exact text, its content, and the one key that it selects. */
export interface CachedHeader {
  readonly ok: true;
  readonly segment: string;
  readonly header: JoseHeader;
  readonly key: JwsKey;
  readonly kind: TokenKind;
  /** The keys among which it was selected. */
  readonly proof: KeySet;
}

const ALGORITHM_REFUSED = failure('token_algorithm_refused');

/** An issuer writes one header for each of its keys. */
const MAX_HEADERS = 64;

/**
 * Recognizes header segments by their text. All tokens of one issuer and key begin with the same
 * header, and parsing it costs as much as hashing the token.
 *
 * A header is cached only after a signature under it was valid, so attackers cannot fill the cache.
 * It counts only as long as the keys are those among which it was selected: new keys need no
 * emptying of the cache.
 */
export class HeaderCache {
  readonly #issuer: TrustedIssuer;
  readonly #prepared = new WeakMap<Key, JwsKey>();
  readonly #headers = new Map<string, CachedHeader>();
  #last: CachedHeader | null = null;

  /** The keys are prepared now, as far as they are there, so that no request waits for it. */
  constructor(issuer: TrustedIssuer) {
    this.#issuer = issuer;
    for (const key of issuer.keys.current.all) this.#prepare(key);
  }

  /** Reads the segment before the first dot, or says why no key may verify the token. */
  find(token: string, dot: number, keys: KeySet): CachedHeader | Failure {
    const segment = token.slice(0, dot);
    const last = this.#last;
    if (last !== null && last.segment === segment && last.proof === keys) return last;
    const known = this.#headers.get(segment);
    return known !== undefined && known.proof === keys ? known : this.#read(segment, keys);
  }

  /** Caches a header under which a signature was valid. */
  keep(header: CachedHeader): void {
    if (header === this.#last) return;
    this.#last = header;
    const { segment } = header;
    const known = this.#headers.get(segment);
    if (known === header) return;
    // Emptied as a whole: headers in use are back with their next token, while an order of use
    // would have to be maintained with each token.
    if (known === undefined && this.#headers.size === MAX_HEADERS) this.#headers.clear();
    this.#headers.set(segment, header);
  }

  #read(segment: string, keys: KeySet): CachedHeader | Failure {
    const { accessTypes, algorithms } = this.#issuer;
    const parsed = parseHeader(segment, accessTypes, keys, kindsOf(this.#issuer));
    if (!parsed.ok) return parsed;
    const { header, alg, kid, kind } = parsed;
    if (algorithms !== null && !algorithms.includes(alg)) return ALGORITHM_REFUSED;
    const found = keys.find(alg, kid);
    if (!found.ok) return found;
    const key = anyOf([found.key, ...found.others].map((one) => this.#prepare(one)));
    return { ok: true, segment: detachString(segment), header, key, kind, proof: keys };
  }

  #prepare(key: Key): JwsKey {
    const prepared = this.#prepared.get(key) ?? prepareKey(key);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

/** The kinds that an issuer makes. */
function kindsOf({ name, limits }: TrustedIssuer): readonly TokenKind[] {
  if (name === null) return EVERY_KIND;
  return limits ? ['access', 'limited'] : ['access'];
}

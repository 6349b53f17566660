import type { Failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { Key } from '../keys/key-set.ts';
import type { JoseHeader } from './claims.ts';
import { parseHeader } from './jose-header.ts';
import { detachString } from './segment.ts';
import type { Signature } from './crypto/jws-key.ts';
import { prepareKey } from './crypto/jws-key.ts';

/** A header segment that was read: its text, what it says, and the one key that it selects. */
export interface CachedHeader {
  readonly ok: true;
  readonly segment: string;
  readonly header: JoseHeader;
  readonly signature: Signature;
}

/** How many header texts are remembered; an issuer writes one for each of its keys. */
const MOST_KNOWN = 64;

/**
 * Recognises header segments by their text, because all tokens of one issuer and key begin with the same one and reading it costs
 * as much as hashing the token.
 *
 * A header is remembered only once a signature under it was good, so a stranger cannot fill the table.
 */
export class HeaderCache {
  readonly #keys: KeySet;
  readonly #type: string | null;
  readonly #signatures = new Map<Key, Signature>();
  readonly #known = new Map<string, CachedHeader>();
  #last: CachedHeader | null = null;

  constructor(keys: KeySet, expectedType: string | null) {
    this.#keys = keys;
    this.#type = expectedType;
    for (const key of keys.all) this.#signatures.set(key, prepareKey(key));
  }

  /** What the segment before the first dot says, or why no key will look at the token. */
  find(token: string, dot: number): CachedHeader | Failure {
    const segment = token.slice(0, dot);
    const last = this.#last;
    if (last !== null && last.segment === segment) return last;
    return this.#known.get(segment) ?? this.#read(segment);
  }

  /** Remembers a header under which a good signature was found. */
  keep(header: CachedHeader): void {
    if (header === this.#last) return;
    this.#last = header;
    if (this.#known.has(header.segment)) return;
    // Emptied whole: those that are in use are back with their next token, and an order would have to be kept at each.
    if (this.#known.size === MOST_KNOWN) this.#known.clear();
    this.#known.set(header.segment, header);
  }

  #read(segment: string): CachedHeader | Failure {
    const parsed = parseHeader(segment, this.#type, this.#keys);
    if (!parsed.ok) return parsed;
    const { header } = parsed;
    const found = this.#keys.find(header.alg, header.kid);
    if (!found.ok) return found;
    return {
      ok: true,
      segment: detachString(segment),
      header,
      signature: this.#signatures.get(found.key) as Signature,
    };
  }
}

import { Buffer } from 'node:buffer';
import * as crypto from 'node:crypto';

/** The hashes of HS256, HS384 and HS512 (RFC 7518 §3.2). */
export type HashName = 'sha256' | 'sha384' | 'sha512';

/** Octets in a block of each hash (FIPS 180-4 §1), over which RFC 2104 §2 spreads the key. */
const BLOCK: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128, sha512: 128 };
/** The longest text that is hashed in kept memory, in characters; longer ones pay more for the hashing than for anything else. */
export const LONGEST = 2730;
/** How many views of that memory are kept; making one costs a tenth of the hashing. */
const VIEWS = 64;

/** RFC 2104 §2 with both padded keys kept: H(key ^ opad, H(key ^ ipad, text)), where H is the hash of `node:crypto`. */
export class OneShotHmac {
  readonly #hash: HashName;
  readonly #block: number;
  /** The key for the inner hash, and behind it the text. */
  readonly #inner: Buffer;
  /** The key for the outer hash, and behind it the inner digest. */
  readonly #outer: Buffer;
  /** What of the inner memory a text of some length takes: the tokens of one issuer are of few lengths. */
  readonly #views: Buffer[] = [];

  constructor(hash: HashName, secret: Uint8Array) {
    const block = BLOCK[hash];
    const key = secret.length > block ? crypto.createHash(hash).update(secret).digest() : secret;
    this.#hash = hash;
    this.#block = block;
    // Three octets are the most that one UTF-16 unit becomes. Never from the pool that the application's own Buffers are cut from.
    this.#inner = Buffer.alloc(block + LONGEST * 3, 0);
    this.#outer = Buffer.alloc(block + crypto.hash(hash, '', 'buffer').length, 0);
    for (let i = 0; i < block; i++) {
      const octet = key[i] ?? 0;
      this.#inner[i] = octet ^ 0x36;
      this.#outer[i] = octet ^ 0x5c;
    }
    if (key !== secret) key.fill(0);
  }

  /** `null` for a text that is longer than the kept memory. */
  of(text: string): string | null {
    if (text.length > LONGEST) return null;
    const end = this.#block + this.#inner.write(text, this.#block);
    // `binary` is latin1: a character an octet, in and out again.
    this.#outer.write(crypto.hash(this.#hash, this.#innerTo(end), 'binary'), this.#block, 'binary');
    return crypto.hash(this.#hash, this.#outer, 'base64url');
  }

  #innerTo(end: number): Buffer {
    const place = end % VIEWS;
    let view = this.#views[place];
    if (view?.length !== end) {
      view = this.#inner.subarray(0, end);
      this.#views[place] = view;
    }
    return view;
  }
}

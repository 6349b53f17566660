import { Buffer } from 'node:buffer';
import * as crypto from 'node:crypto';

/** The hashes of HS256, HS384 and HS512 (RFC 7518 §3.2). */
export type HashName = 'sha256' | 'sha384' | 'sha512';

/** Bytes in a block of each hash (FIPS 180-4 §1), to which RFC 2104 §2 pads the key. */
const BLOCK_BYTES: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128, sha512: 128 };
/**
 * The longest text that is hashed in the kept buffer, in characters. For longer ones, hashing costs
 * more than anything else.
 */
export const MAX_ONE_SHOT_CHARS = 2730;
/** How many views of the buffer are kept; making one costs a tenth of the hashing. */
const MAX_VIEWS = 64;

/**
 * RFC 2104 §2 with both padded keys kept: H(key ^ opad, H(key ^ ipad, text)), where H is the
 * one-shot hash of `node:crypto`.
 */
export class OneShotHmac {
  readonly #hash: HashName;
  readonly #blockBytes: number;
  /** The key for the inner hash, followed by the text. */
  readonly #inner: Buffer;
  /** The key for the outer hash, followed by the inner digest. */
  readonly #outer: Buffer;
  /** Views of the inner buffer by their length: the tokens of one issuer have few lengths. */
  readonly #views: Buffer[] = [];

  constructor(hash: HashName, secret: Uint8Array) {
    const blockBytes = BLOCK_BYTES[hash];
    const isLong = secret.length > blockBytes;
    const key = isLong ? crypto.createHash(hash).update(secret).digest() : secret;
    this.#hash = hash;
    this.#blockBytes = blockBytes;
    // One UTF-16 unit becomes at most three bytes. `alloc` never uses the pool from which the
    // application's own Buffers are cut.
    this.#inner = Buffer.alloc(blockBytes + MAX_ONE_SHOT_CHARS * 3, 0);
    this.#outer = Buffer.alloc(blockBytes + crypto.hash(hash, '', 'buffer').length, 0);
    for (let i = 0; i < blockBytes; i++) {
      const byte = key[i] ?? 0;
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
    if (key !== secret) key.fill(0);
  }

  /** The HMAC in base64url; null for a text that is longer than the kept buffer. */
  digest(text: string): string | null {
    if (text.length > MAX_ONE_SHOT_CHARS) return null;
    const end = this.#blockBytes + this.#inner.write(text, this.#blockBytes);
    // `binary` is latin1: one character per byte, in and out again.
    const digest = crypto.hash(this.#hash, this.#innerTo(end), 'binary');
    this.#outer.write(digest, this.#blockBytes, 'binary');
    return crypto.hash(this.#hash, this.#outer, 'base64url');
  }

  #innerTo(end: number): Buffer {
    const place = end % MAX_VIEWS;
    let view = this.#views[place];
    if (view?.length !== end) {
      view = this.#inner.subarray(0, end);
      this.#views[place] = view;
    }
    return view;
  }
}

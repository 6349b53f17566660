import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import * as crypto from 'node:crypto';

type HashName = 'sha256' | 'sha384' | 'sha512';

/** Octets in a block of each hash (FIPS 180-4 §1), over which RFC 2104 §2 spreads the key. */
const BLOCK: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128, sha512: 128 };
/** The longest text that is hashed in kept memory, in characters; longer ones pay more for the hashing than for anything else. */
const LONGEST = 2730;
/** How many views of that memory are kept; making one costs a tenth of the hashing. */
const VIEWS = 64;

/**
 * The HMAC of texts under one secret, as `createHmac` computes it; `quick` where it can be, which spares the half of the price that is
 * spent on making and collecting objects (see decisions/002).
 */
export class Hmac {
  readonly #hash: HashName;
  readonly #secret: KeyObject;
  readonly #quick: KeyedHash | null;

  constructor(hash: HashName, secret: KeyObject) {
    this.#hash = hash;
    this.#secret = secret;
    this.#quick = selfTested(hash, secret);
  }

  /** The HMAC of the UTF-8 octets of a text, in base64url. */
  of(text: string): string {
    return this.#quick?.of(text) ?? plainHmac(this.#hash, this.#secret, text);
  }

  /** Whether the kept memory is used: false where the runtime has no one-shot hash, or where that did not pass its test. */
  get quick(): boolean {
    return this.#quick !== null;
  }
}

function plainHmac(hash: HashName, secret: KeyObject, text: string): string {
  return crypto.createHmac(hash, secret).update(text).digest('base64url');
}

/** RFC 2104 §2 with both padded keys kept: H(key ^ opad, H(key ^ ipad, text)), where H is the hash of `node:crypto`. */
class KeyedHash {
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

/** Lengths at which a hash begins another block, with and without room for its padding; texts that are not ASCII; the whole of the memory. */
const TRIALS: readonly string[] = [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000, LONGEST]
  .map((length) => 'eyJhbGciOi'.repeat(length / 10 + 1).slice(0, length))
  .concat('\u00e9\u20ac\ud83d\ude00', '€'.repeat(LONGEST));

/** What passes a comparison with `createHmac` for this very key, or `null`. */
function selfTested(hash: HashName, secret: KeyObject): KeyedHash | null {
  // Node has it from 20.12 on; other runtimes may not. A validated module vouches for its own HMAC, and for none made outside of it.
  if (typeof crypto.hash !== 'function' || crypto.getFips?.() === 1) return null;
  const octets = secret.export();
  try {
    const quick = new KeyedHash(hash, octets);
    return TRIALS.every((text) => quick.of(text) === plainHmac(hash, secret, text)) ? quick : null;
  } catch {
    return null;
  } finally {
    octets.fill(0);
  }
}

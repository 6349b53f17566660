import type { KeyObject } from 'node:crypto';
import * as crypto from 'node:crypto';
import { BunHmac, findCryptoHasher } from './bun-hmac.ts';
import type { HashName } from './one-shot-hmac.ts';
import { MAX_ONE_SHOT_CHARS, OneShotHmac } from './one-shot-hmac.ts';

/** A faster way to the same HMAC; null for a text that it cannot take. */
interface FastHmac {
  digest(text: string): string | null;
}

/**
 * HMAC under one secret, as `createHmac` computes it. Where the runtime allows a faster way, that
 * saves the half of the cost that goes into making and collecting objects (see decisions/002).
 */
export class Hmac {
  readonly #hash: HashName;
  readonly #secret: KeyObject;
  readonly #fast: FastHmac | null;

  constructor(hash: HashName, secret: KeyObject) {
    this.#hash = hash;
    this.#secret = secret;
    this.#fast = selfTested(hash, secret);
  }

  /** The HMAC of the UTF-8 bytes of a text, in base64url. */
  digest(text: string): string {
    return this.#fast?.digest(text) ?? plainHmac(this.#hash, this.#secret, text);
  }

  /** False if the runtime has nothing faster than `createHmac`, or if that failed its self-test. */
  get isFast(): boolean {
    return this.#fast !== null;
  }
}

function plainHmac(hash: HashName, secret: KeyObject, text: string): string {
  return crypto.createHmac(hash, secret).update(text).digest('base64url');
}

/**
 * Inputs of the self-test: lengths at which a hash starts another block, with and without room for
 * its padding; strings that are not ASCII; strings that fill the kept buffer.
 */
const SELF_TEST_INPUTS: readonly string[] = [
  0,
  1,
  55,
  56,
  63,
  64,
  65,
  111,
  112,
  119,
  120,
  127,
  128,
  129,
  1000,
  MAX_ONE_SHOT_CHARS,
]
  .map((length) => 'eyJhbGciOi'.repeat(length / 10 + 1).slice(0, length))
  .concat('\u00e9\u20ac\ud83d\ude00', '\ud800', '€'.repeat(MAX_ONE_SHOT_CHARS));

/** The fastest way that gives the same as `createHmac` for this very key, or null. */
function selfTested(hash: HashName, secret: KeyObject): FastHmac | null {
  // A validated module (FIPS 140) vouches for its own HMAC, and for none computed outside of it.
  if (crypto.getFips?.() === 1) return null;
  const bytes = secret.export();
  try {
    const fast = fastestHmac(hash, bytes);
    return fast !== null &&
      SELF_TEST_INPUTS.every((text) => fast.digest(text) === plainHmac(hash, secret, text))
      ? fast
      : null;
  } catch {
    return null;
  } finally {
    bytes.fill(0);
  }
}

/** Node has the one-shot hash from 20.12 on; other runtimes may have neither. */
function fastestHmac(hash: HashName, secret: Uint8Array): FastHmac | null {
  const hasher = findCryptoHasher(globalThis);
  if (hasher !== null) return new BunHmac(hasher, hash, secret);
  return typeof crypto.hash === 'function' ? new OneShotHmac(hash, secret) : null;
}

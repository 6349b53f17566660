import type { KeyObject } from 'node:crypto';
import * as crypto from 'node:crypto';
import { BunHasher, bunHasherOf } from './bun-hmac.ts';
import type { HashName } from './one-shot-hmac.ts';
import { OneShotHmac, LONGEST } from './one-shot-hmac.ts';

/** Another way to the same HMAC; `null` for a text that it is not made for. */
interface QuickHmac {
  of(text: string): string | null;
}

/**
 * The HMAC of texts under one secret, as `createHmac` computes it; `quick` where it can be, which spares the half of the price that is
 * spent on making and collecting objects (see decisions/002).
 */
export class Hmac {
  readonly #hash: HashName;
  readonly #secret: KeyObject;
  readonly #quick: QuickHmac | null;

  constructor(hash: HashName, secret: KeyObject) {
    this.#hash = hash;
    this.#secret = secret;
    this.#quick = selfTested(hash, secret);
  }

  /** The HMAC of the UTF-8 octets of a text, in base64url. */
  of(text: string): string {
    return this.#quick?.of(text) ?? plainHmac(this.#hash, this.#secret, text);
  }

  /** Whether `createHmac` is spared: false where the runtime has nothing quicker, or where that did not pass its test. */
  get quick(): boolean {
    return this.#quick !== null;
  }
}

function plainHmac(hash: HashName, secret: KeyObject, text: string): string {
  return crypto.createHmac(hash, secret).update(text).digest('base64url');
}

/** Lengths at which a hash begins another block, with and without room for its padding; texts that are not ASCII; the whole of the memory. */
const TRIALS: readonly string[] = [
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
  LONGEST,
]
  .map((length) => 'eyJhbGciOi'.repeat(length / 10 + 1).slice(0, length))
  .concat('\u00e9\u20ac\ud83d\ude00', '\ud800', '€'.repeat(LONGEST));

/** What passes a comparison with `createHmac` for this very key, or `null`. */
function selfTested(hash: HashName, secret: KeyObject): QuickHmac | null {
  // A validated module vouches for its own HMAC, and for none made outside of it.
  if (crypto.getFips?.() === 1) return null;
  const octets = secret.export();
  try {
    const quick = quickest(hash, octets);
    return quick !== null &&
      TRIALS.every((text) => quick.of(text) === plainHmac(hash, secret, text))
      ? quick
      : null;
  } catch {
    return null;
  } finally {
    octets.fill(0);
  }
}

/** Node has the one-shot hash from 20.12 on; other runtimes may have neither. */
function quickest(hash: HashName, octets: Uint8Array): QuickHmac | null {
  const hasher = bunHasherOf(globalThis);
  if (hasher !== null) return new BunHasher(hasher, hash, octets);
  return typeof crypto.hash === 'function' ? new OneShotHmac(hash, octets) : null;
}

import { randomBytes } from 'node:crypto';

/** A fingerprint of 64 bits, as two signed integers of 32 bits; never both 0. */
export type Fingerprint = readonly [number, number];

/** The fingerprint of no identifier: it is in no table. */
export const NO_FINGERPRINT: Fingerprint = [0, 0];

/**
 * Makes fingerprints of identifiers. Two identifiers share one with a chance of 1 in 2^64, and what
 * happens then is a refusal. They are keyed with a random number, because the identifiers of other
 * issuers are chosen by others.
 */
export class Fingerprinter {
  #isSeeded = false;
  #seedA = 0;
  #seedB = 0;

  of(text: string): Fingerprint {
    if (!this.#isSeeded) this.#seed();
    let a = this.#seedA;
    let b = this.#seedB;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      a = Math.imul(a ^ code, 0x9e3779b1);
      b = Math.imul(b ^ code, 0x85ebca77);
      a ^= a >>> 15;
      b ^= b >>> 13;
    }
    a = Math.imul(a ^ (b >>> 16), 0xc2b2ae3d);
    b = Math.imul(b ^ (a >>> 13), 0x27d4eb2f);
    a ^= a >>> 16;
    b ^= b >>> 15;
    return a === 0 && b === 0 ? [0, 1] : [a, b];
  }

  /** Workers have random numbers within requests only, so that none is drawn before the first. */
  #seed(): void {
    const seed = randomBytes(8);
    this.#seedA = seed.readInt32LE(0);
    this.#seedB = seed.readInt32LE(4);
    this.#isSeeded = true;
  }
}

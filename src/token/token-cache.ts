import { randomBytes } from 'node:crypto';
import type { KeySet } from '../keys/key-set.ts';
import { CachedToken } from './cached-token.ts';
import type { VerifiedToken } from './verified-token.ts';

/**
 * Slots that one fingerprint can choose from. With fewer, tokens evict each other while other slots
 * are free.
 */
const ASSOCIATIVITY = 4;
/** Characters at the end of a signature that make the fingerprint: 38 bits or more. */
const FINGERPRINT_CHARS = 7;
/** A longer token is not worth its memory. */
const MAX_TOKEN_LENGTH = 2048;

/**
 * Caches tokens whose signature was valid, so that a repeated token costs a comparison instead of a
 * signature.
 *
 * - A token is identified by its whole text, and nothing less.
 * - The cache vouches for what a signature proves, under the keys that proved it, and for nothing
 *   else: the caller checks keys, time, audience, issuer and revocation on every hit.
 * - A token is cached on its second use. Traffic without repeated tokens stores one number a token.
 * - Rejected tokens never get here, so attackers cannot evict a token.
 * - It is bounded in entries and in bytes, belongs to one verifier, and its content is private.
 *
 * Hashing the text would cost more than all the rest, so slots are found by a fingerprint of the
 * end of the signature. It is keyed with a random number, and the text is compared only if all its
 * 32 bits are equal: a forged signature for a given token hardly ever gets to the comparison whose
 * duration could reveal how much of it is right.
 */
export class TokenCache {
  /** Drawn on first use: some runtimes have no randomness while modules load. */
  #seed: number | null = null;
  readonly #mask: number;
  readonly #maxBytes: number;
  /** The fingerprint in each slot; meaningless if the slot is empty. */
  readonly #prints: Int32Array;
  readonly #entries: (CachedToken | null)[];
  /**
   * Reference bits (CLOCK): set on a hit; cleared for a whole set when all four are set and one of
   * its tokens must be evicted.
   */
  readonly #referenced: Uint8Array;
  /** Fingerprints of tokens seen once; 0 is empty. */
  readonly #seenOnce: Int32Array;
  #bytes = 0;
  /** The next slot to empty if there are too many bytes. */
  #clockHand = 0;
  /** The next place in a set to look at for eviction. */
  #victim = 0;

  /**
   * @param size - the most tokens that are cached; a power of two, at least 4
   * @param maxBytes - the most bytes they may take together, by estimate
   */
  constructor(size: number, maxBytes: number) {
    this.#mask = size - 1;
    this.#maxBytes = maxBytes;
    this.#prints = new Int32Array(size);
    this.#seenOnce = new Int32Array(size);
    this.#referenced = new Uint8Array(size);
    this.#entries = Array.from({ length: size }, () => null);
  }

  /** The token with exactly this text, or null if it is not cached. */
  find(text: string): CachedToken | null {
    if (text.length < FINGERPRINT_CHARS) return null;
    const print = this.#fingerprint(text);
    const first = this.#firstOfSet(print);
    for (let slot = first; slot < first + ASSOCIATIVITY; slot++) {
      if (this.#prints[slot] !== print) continue;
      const entry = this.#entries[slot] as CachedToken | null;
      if (entry === null || !entry.hasText(text)) continue;
      this.#referenced[slot] = 1;
      return entry;
    }
    return null;
  }

  /**
   * Notes a token that was verified, and caches it if that happened before. A cached token that had
   * to be verified again, because the keys changed, is replaced.
   *
   * @param proof - the keys of its issuer that verified it
   */
  keep(text: string, token: VerifiedToken, proof: KeySet): void {
    if (text.length > MAX_TOKEN_LENGTH) return;
    const print = this.#fingerprint(text);
    const first = this.#firstOfSet(print);
    const slot = this.#slotFor(text, print, first);
    if (slot === null) return;
    const entry = new CachedToken(text, token, proof);
    this.#empty(slot);
    this.#prints[slot] = print;
    this.#entries[slot] = entry;
    this.#bytes += entry.bytes;
    while (this.#bytes > this.#maxBytes) this.#empty(this.#clockHand++ & this.#mask);
  }

  /**
   * Only someone with the key can choose the characters of a signature, so they are evenly
   * distributed.
   */
  #fingerprint(text: string): number {
    this.#seed ??= randomBytes(4).readInt32LE();
    let print = this.#seed;
    for (let at = text.length - FINGERPRINT_CHARS; at < text.length; at++)
      print = Math.imul(print ^ text.charCodeAt(at), 0x5bd1e995);
    return print ^ (print >>> 15);
  }

  #firstOfSet(print: number): number {
    return print & this.#mask & -ASSOCIATIVITY;
  }

  /** The slot for a token: its own, or one to evict; null if the token was not seen before. */
  #slotFor(text: string, print: number, first: number): number | null {
    for (let slot = first; slot < first + ASSOCIATIVITY; slot++) {
      if (this.#prints[slot] === print && this.#entries[slot]?.hasText(text) === true) return slot;
    }
    return this.#wasSeen(print, first) ? this.#evictFrom(first) : null;
  }

  /** Whether a token was seen before. If not, it will have been the next time. */
  #wasSeen(print: number, first: number): boolean {
    let free = first + (print >>> 30);
    for (let slot = first; slot < first + ASSOCIATIVITY; slot++) {
      if (this.#seenOnce[slot] === print) {
        this.#seenOnce[slot] = 0;
        return true;
      }
      if (this.#seenOnce[slot] === 0) free = slot;
    }
    this.#seenOnce[free] = print;
    return false;
  }

  /**
   * A free slot, else the next slot whose reference bit is clear; if all are set, they are cleared
   * and the next slot is taken.
   */
  #evictFrom(first: number): number {
    for (let slot = first; slot < first + ASSOCIATIVITY; slot++)
      if (this.#entries[slot] === null) return slot;
    for (let i = 0; i < ASSOCIATIVITY; i++) {
      const place = this.#victim++ & (ASSOCIATIVITY - 1);
      if (this.#referenced[first + place] === 0) return first + place;
    }
    this.#referenced.fill(0, first, first + ASSOCIATIVITY);
    return first + (this.#victim++ & (ASSOCIATIVITY - 1));
  }

  #empty(slot: number): void {
    const entry = this.#entries[slot];
    if (entry === null || entry === undefined) return;
    this.#bytes -= entry.bytes;
    this.#entries[slot] = null;
    this.#referenced[slot] = 0;
  }
}

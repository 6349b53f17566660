import { randomBytes } from 'node:crypto';
import type { VerifiedToken } from './claims.ts';
import { detachString } from './segment.ts';

/** Slots that one fingerprint may choose from; with fewer, tokens push each other out while other slots stand empty. */
const WAYS = 4;
/** How many characters of a signature's end make the fingerprint: 44 bits and more. */
const TAIL = 8;
/** A text this long is not worth its room. */
const LONGEST = 2048;

/** A token that came twice, and its text. It is one object because each more would be another piece of memory to wait for at every hit. */
interface Entry extends VerifiedToken {
  readonly text: string;
}

/**
 * Remembers tokens whose signature was good, so that one that comes again costs a comparison and not a signature.
 *
 * - The whole text identifies a token, and nothing less.
 * - It knows what a signature proves and no more: time, audience, issuer and revocation are for the caller to judge, at each hit.
 * - A token enters when it comes for the second time; traffic in which none comes back stores one number a token.
 * - Refused tokens are never handed in, so a stranger pushes nobody out.
 * - It is bounded in entries and in octets, belongs to one verifier, and nothing in it can be reached from outside.
 *
 * Hashing the text would cost more than all the rest, so slots are found by a fingerprint of the signature's end. It is keyed with a random
 * number, and texts are compared only where all its 32 bits agree: whoever forges a signature for a given token hardly ever gets as far as
 * the comparison whose time could tell how right it is.
 */
export class TokenCache {
  /** Drawn at the first use: some runtimes have no randomness while modules load. */
  #seed: number | null = null;
  readonly #mask: number;
  readonly #mostBytes: number;
  /** The fingerprint in each slot; what stands in an empty one does not matter. */
  readonly #prints: Int32Array;
  readonly #entries: (Entry | null)[];
  /** Whether a slot was asked for, until all of its set were and room is needed. */
  readonly #asked: Uint8Array;
  /** Fingerprints of tokens that came once; zero is none. */
  readonly #once: Int32Array;
  #bytes = 0;
  #hand = 0;
  #turn = 0;

  /**
   * @param size - the most tokens that are remembered; a power of two, at least 4
   * @param mostBytes - the most octets that they take together, by estimate
   */
  constructor(size: number, mostBytes: number) {
    this.#mask = size - 1;
    this.#mostBytes = mostBytes;
    this.#prints = new Int32Array(size);
    this.#once = new Int32Array(size);
    this.#asked = new Uint8Array(size);
    this.#entries = Array.from({ length: size }, () => null);
  }

  /** The token of this very text, or `null` when it is not remembered. */
  find(text: string): VerifiedToken | null {
    if (text.length < TAIL) return null;
    const print = this.#fingerprint(text);
    const first = this.#setOf(print);
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#prints[slot] !== print) continue;
      const entry = this.#entries[slot] as Entry | null;
      if (entry === null || entry.text !== text) continue;
      this.#asked[slot] = 1;
      return entry;
    }
    return null;
  }

  /** Takes note of a token that was verified, and remembers it if that has happened before. */
  keep(text: string, { claims, header }: VerifiedToken): void {
    if (text.length > LONGEST) return;
    const print = this.#fingerprint(text);
    const first = this.#setOf(print);
    if (!this.#cameBefore(print, first)) return;
    const slot = this.#roomIn(first);
    this.#empty(slot);
    this.#prints[slot] = print;
    this.#entries[slot] = Object.freeze({ ok: true, claims, header, text: detachString(text) });
    this.#bytes += bytesOf(text);
    while (this.#bytes > this.#mostBytes) this.#empty(this.#hand++ & this.#mask);
  }

  /** The characters are of the signature, which nobody can choose without the key, and so are spread evenly. */
  #fingerprint(text: string): number {
    this.#seed ??= randomBytes(4).readInt32LE();
    let print = this.#seed;
    for (let at = text.length - TAIL; at < text.length; at++)
      print = Math.imul(print ^ text.charCodeAt(at), 0x5bd1e995);
    return print ^ (print >>> 15);
  }

  #setOf(print: number): number {
    return print & this.#mask & -WAYS;
  }

  /** Whether a token came before and was not remembered; if not, the next time it will have. */
  #cameBefore(print: number, first: number): boolean {
    let free = first + (print >>> 30);
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#once[slot] === print) {
        this.#once[slot] = 0;
        return true;
      }
      if (this.#once[slot] === 0) free = slot;
    }
    this.#once[free] = print;
    return false;
  }

  /** An empty slot, or else one that was not asked for lately, in turn; when all were, everybody's time begins anew. */
  #roomIn(first: number): number {
    for (let slot = first; slot < first + WAYS; slot++)
      if (this.#entries[slot] === null) return slot;
    for (let i = 0; i < WAYS; i++) {
      const way = this.#turn++ & (WAYS - 1);
      if (this.#asked[first + way] === 0) return first + way;
    }
    this.#asked.fill(0, first, first + WAYS);
    return first + (this.#turn++ & (WAYS - 1));
  }

  #empty(slot: number): void {
    const entry = this.#entries[slot];
    if (entry === null || entry === undefined) return;
    this.#bytes -= bytesOf(entry.text);
    this.#entries[slot] = null;
    this.#asked[slot] = 0;
  }
}

/** An estimate: the text, the claims that repeat its payload as members, and the objects around them. */
function bytesOf(text: string): number {
  return text.length * 2 + 200;
}

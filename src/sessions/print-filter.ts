import type { Fingerprint } from './fingerprint.ts';

/** Parts of the filter, by the first byte of a fingerprint: each can be made again alone. */
export const SEGMENTS = 256;
/** As powers of two. */
const FIRST_WORDS = 1;
const MOST_WORDS = 18;
/** With more fingerprints for each word of 32 bits, too many others look like one of them. */
const PRINTS_A_WORD = 2;

/**
 * Tells of most fingerprints that they are not in a table, by one access to memory.
 *
 * A Bloom filter in blocks of one word: the fingerprint chooses a word and about eight bits in it.
 * It says "maybe" of each fingerprint that was added, and of about two in a hundred others. It has
 * 2 to 4 bytes a fingerprint; a table has several times more, and no processor caches it.
 */
export class PrintFilter {
  readonly #words: Int32Array;
  readonly #wordsLog: number;
  readonly #shift: number;

  /** @param wordsLog - how many words a segment has, as a power of two */
  constructor(wordsLog: number = FIRST_WORDS) {
    this.#wordsLog = wordsLog;
    this.#shift = 24 - wordsLog;
    this.#words = new Int32Array(SEGMENTS << wordsLog);
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  /** Whether a fingerprint may have been added; false only if it was not. */
  mayHave(a: number, b: number): boolean {
    // V8 reads a number as an integer from here on, and makes half as many instructions.
    const high = a | 0;
    const low = b | 0;
    const bits = Math.imul(high, 0x9e3779b1) & Math.imul(low, 0x85ebca77);
    const place = ((high & 0xff00_0000) | (low >>> 8)) >>> this.#shift;
    return ((this.#words[place] as number) & bits) === bits;
  }

  add([a, b]: Fingerprint): void {
    // A multiplication lets each bit depend on all lower ones; the higher ones choose the word.
    const bits = Math.imul(a, 0x9e3779b1) & Math.imul(b, 0x85ebca77);
    const place = ((a & 0xff00_0000) | (b >>> 8)) >>> this.#shift;
    this.#words[place] = (this.#words[place] as number) | bits;
  }

  /** Forgets what was added to one segment. */
  clear(segment: number): void {
    this.#words.fill(0, segment << this.#wordsLog, (segment + 1) << this.#wordsLog);
  }

  clearAll(): void {
    this.#words.fill(0);
  }

  /** Returns an empty filter of twice the size if this one has too many fingerprints, else null. */
  larger(prints: number): PrintFilter | null {
    const isCrowded = prints > this.#words.length * PRINTS_A_WORD;
    return isCrowded && this.#wordsLog < MOST_WORDS ? new PrintFilter(this.#wordsLog + 1) : null;
  }
}

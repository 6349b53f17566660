import type { Fingerprint } from './fingerprint.ts';
import { PrintFilter, SEGMENTS } from './print-filter.ts';

const FIRST_SLOTS = 4;
/** A segment grows when more than this part of it is in use, by a third. */
const FULL = 0.8;
const GROWTH = 4 / 3;
/** How many fingerprints are added to a larger filter for each new one. */
const OLD_FOR_ONE_NEW = 16;
const GROWTH_LOG = Math.log(GROWTH);
/** What a fingerprint's half is divided by, to be a part of 1: 2^32. */
const PART_OF_ALL = 1 / 0x1_0000_0000;
/** The words of a slot before its values: the fingerprint. */
const PRINT_WORDS = 2;

/**
 * Fingerprints with a few words each, in typed arrays: a Map takes several times more memory, and a
 * look-up in it costs more than all the rest of a check.
 *
 * It is cut in segments, so that growing copies one of them and no request waits long. The place in
 * a segment follows from the second half of a fingerprint; a taken place sends it to the next one.
 */
export class FingerprintTable {
  readonly #width: number;
  readonly #segments: (Int32Array | null)[] = Array.from({ length: SEGMENTS }, () => null);
  /** How many slots each segment has: a division for each look-up would cost more than the rest. */
  readonly #slots = new Int32Array(SEGMENTS);
  readonly #counts = new Int32Array(SEGMENTS);
  #size = 0;
  #filter = new PrintFilter();
  /** The filter that takes the place of `#filter` once all segments were added to it. */
  #larger: PrintFilter | null = null;
  /** How many segments were. */
  #added = 0;
  /** Fingerprints that came since the last of them. */
  #waiting = 0;

  /** @param words - how many words of 32 bits each fingerprint has */
  constructor(words: 1 | 2) {
    this.#width = PRINT_WORDS + words;
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes of all arrays. */
  get bytes(): number {
    const filters = this.#filter.bytes + (this.#larger?.bytes ?? 0);
    return this.#segments.reduce((sum, segment) => sum + (segment?.byteLength ?? 0), filters);
  }

  /** Whether a fingerprint may be in the table: false for most that are not, and much faster. */
  mayHave(a: number, b: number): boolean {
    return this.#filter.mayHave(a, b);
  }

  has(a: number, b: number): boolean {
    return this.slotOf(a, b) >= 0;
  }

  /** Returns where a fingerprint is, for `word`; a negative number if it is not in the table. */
  slotOf(a: number, b: number): number {
    const number = a >>> 24;
    const segment = this.#segments[number] as Int32Array | null;
    return segment === null ? -1 : this.#find(segment, this.#slots[number] as number, a, b);
  }

  /** Returns one word of the fingerprint that `slotOf` found. */
  word(a: number, slot: number, index: number): number {
    return (this.#segments[a >>> 24] as Int32Array)[slot + PRINT_WORDS + index] as number;
  }

  /** Adds a fingerprint or replaces its words; a table of one word leaves the second out. */
  set(print: Fingerprint, first: number, second: number): void {
    const a = print[0];
    const b = print[1];
    const number = a >>> 24;
    let segment = this.#segments[number] ?? this.#grow(number, slotsFor(number, FIRST_SLOTS));
    const slots = this.#slots[number] as number;
    let slot = this.#find(segment, slots, a, b);
    if (slot < 0) {
      if ((this.#counts[number] as number) + 1 > slots * FULL) {
        const more = slotsFor(number, slots + 1);
        segment = this.#grow(number, more);
        slot = this.#find(segment, more, a, b);
      }
      slot = -slot - 1;
      (this.#counts[number] as number)++;
      this.#size++;
      this.#filter.add(print);
      this.#larger?.add(print);
      this.#growFilter();
    }
    segment[slot] = a;
    segment[slot + 1] = b;
    segment[slot + PRINT_WORDS] = first;
    if (this.#width > PRINT_WORDS + 1) segment[slot + PRINT_WORDS + 1] = second;
  }

  /** Removes a fingerprint if it is there. */
  delete([a, b]: Fingerprint): void {
    const number = a >>> 24;
    const segment = this.#segments[number] as Int32Array | null;
    if (segment === null) return;
    const slot = this.slotOf(a, b);
    if (slot < 0) return;
    this.#close(segment, slot);
    (this.#counts[number] as number)--;
    this.#size--;
  }

  /**
   * Removes what is not to be kept from one segment.
   *
   * @param keeps - receives the words of a fingerprint
   */
  sweep(segment: number, keeps: (words: Int32Array) => boolean): void {
    const number = segment % SEGMENTS;
    const old = this.#segments[number] as Int32Array | null;
    if (old === null) return;
    const wordsAt = (at: number) => old.subarray(at + PRINT_WORDS, at + this.#width);
    const isKept = (at: number) => keeps(wordsAt(at));
    let kept = 0;
    for (let at = 0; at < old.length; at += this.#width) if (isUsed(old, at) && isKept(at)) kept++;
    if (kept === this.#counts[number]) return;
    const slots = slotsFor(number, Math.max(FIRST_SLOTS, kept / FULL + 1));
    const made = this.#rebuild(number, Math.min(slots, old.length / this.#width), isKept);
    this.#filter.clear(number);
    this.#fill(this.#filter, made);
  }

  /**
   * Adds one segment to the next filter at a time, and a few old fingerprints for each new one, so
   * that no request waits long.
   */
  #growFilter(): void {
    if (this.#larger === null) {
      this.#larger = this.#filter.larger(this.#size);
      this.#added = 0;
      return;
    }
    if (++this.#waiting < this.#size / (SEGMENTS * OLD_FOR_ONE_NEW)) return;
    this.#waiting = 0;
    this.#fill(this.#larger, this.#segments[this.#added++] as Int32Array | null);
    if (this.#added < SEGMENTS) return;
    this.#filter = this.#larger;
    this.#larger = null;
  }

  #fill(filter: PrintFilter, segment: Int32Array | null): void {
    for (let at = 0; segment !== null && at < segment.length; at += this.#width)
      if (isUsed(segment, at)) filter.add([segment[at] as number, segment[at + 1] as number]);
  }

  /** @returns the slot of a fingerprint, or of the free place for it: -1 - slot */
  #find(segment: Int32Array, slots: number, a: number, b: number): number {
    const width = this.#width;
    const end = slots * width;
    let slot = homeOf(b, slots) * width;
    for (;;) {
      const first = segment[slot];
      const second = segment[slot + 1];
      // A free place comes first: it looks like the fingerprint of no identifier, which is in none.
      if (first === 0 && second === 0) return -1 - slot;
      if (first === a && second === b) return slot;
      slot += width;
      if (slot === end) slot = 0;
    }
  }

  /** Frees a slot, and moves up what stands behind it because the slot was taken. */
  #close(segment: Int32Array, slot: number): void {
    const width = this.#width;
    const slots = segment.length / width;
    let hole = slot / width;
    for (let next = (hole + 1) % slots; isUsed(segment, next * width); next = (next + 1) % slots) {
      const home = homeOf(segment[next * width + 1] as number, slots);
      const stays = hole <= next ? hole < home && home <= next : hole < home || home <= next;
      if (stays) continue;
      segment.copyWithin(hole * width, next * width, (next + 1) * width);
      hole = next;
    }
    segment.fill(0, hole * width, (hole + 1) * width);
  }

  #grow(number: number, slots: number): Int32Array {
    return this.#rebuild(number, slots, () => true);
  }

  #rebuild(number: number, slots: number, keeps: (at: number) => boolean): Int32Array {
    const old = this.#segments[number] as Int32Array | null;
    const made = new Int32Array(slots * this.#width);
    let count = 0;
    for (let at = 0; old !== null && at < old.length; at += this.#width) {
      if (!isUsed(old, at) || !keeps(at)) continue;
      const free = -1 - this.#find(made, slots, old[at] as number, old[at + 1] as number);
      for (let word = 0; word < this.#width; word++) made[free + word] = old[at + word] as number;
      count++;
    }
    this.#size += count - (this.#counts[number] as number);
    this.#counts[number] = count;
    this.#segments[number] = made;
    this.#slots[number] = slots;
    return made;
  }
}

function isUsed(segment: Int32Array, at: number): boolean {
  return segment[at] !== 0 || segment[at + 1] !== 0;
}

/**
 * Returns how many slots a segment gets: the first of its sizes that is large enough.
 *
 * Each segment has sizes of its own, a little above those of the one before it. With equal sizes
 * all of them would grow at the same time, and a request would wait for many.
 */
function slotsFor(number: number, needed: number): number {
  const own = number / SEGMENTS;
  const step = Math.ceil(Math.log(needed / FIRST_SLOTS) / GROWTH_LOG - own);
  return Math.max(Math.ceil(needed), Math.ceil(FIRST_SLOTS * GROWTH ** (step + own)));
}

/** The place of a fingerprint if nothing else is there. */
function homeOf(b: number, slots: number): number {
  return Math.floor((b >>> 0) * PART_OF_ALL * slots);
}

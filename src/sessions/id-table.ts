import type { Fingerprint } from './fingerprint.ts';
import { FingerprintTable } from './fingerprint-table.ts';

/** Seconds since 1970 from which ends are counted: they fit 32 bits until the year 2156. */
const EPOCH = 1_577_836_800;
const NEVER = -1;

/** Identifiers with the second in which each may be forgotten: 12 bytes a slot. */
export class IdTable {
  readonly #table = new FingerprintTable(1);

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  /** Whether it may be in the table: false for most that are not, and much faster. */
  mayHave(a: number, b: number): boolean {
    return this.#table.mayHave(a, b);
  }

  has(a: number, b: number): boolean {
    return this.#table.has(a, b);
  }

  /** @param until - in milliseconds since 1970; null for never */
  add(print: Fingerprint, until: number | null): void {
    const [a, b] = print;
    const slot = this.#table.slotOf(a, b);
    const before = slot < 0 ? 0 : this.#table.word(a, slot, 0);
    const end = until === null ? NEVER : secondsOf(until);
    this.#table.set(print, before === NEVER || before >>> 0 > end >>> 0 ? before : end, 0);
  }

  delete(print: Fingerprint): void {
    this.#table.delete(print);
  }

  /** Forgets what has ended, in one part of the table. */
  sweep(part: number, now: number): void {
    const second = secondsOf(now) >>> 0;
    this.#table.sweep(part, ([end]) => (end as number) >>> 0 >= second);
  }
}

/** Rounded up: an identifier is kept a second longer rather than shorter. */
function secondsOf(time: number): number {
  const seconds = Math.ceil(time / 1000) - EPOCH;
  return Math.min(Math.max(seconds, 0), 0xffff_fffe) | 0;
}

import type { Fingerprint } from './fingerprint.ts';
import { FingerprintTable } from './fingerprint-table.ts';

const DAY = 86_400_000;
/** Days since 1970; 65,535 is never. */
const NEVER = 0xffff;

/**
 * Cut-offs of users: 48 bits of milliseconds and 16 bits for the day on which each may be
 * forgotten, so that a slot has 16 bytes.
 */
export class CutOffTable {
  readonly #table = new FingerprintTable(2);

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

  /** Returns the cut-off in milliseconds since 1970, or 0. */
  at(a: number, b: number): number {
    const slot = this.#table.slotOf(a, b);
    if (slot < 0) return 0;
    const high = this.#table.word(a, slot, 0) >>> 16;
    return high * 0x1_0000_0000 + (this.#table.word(a, slot, 1) >>> 0);
  }

  /** Keeps the later of two cut-offs. Times are milliseconds since 1970; null is never. */
  add(print: Fingerprint, at: number, until: number | null): void {
    const [a, b] = print;
    const slot = this.#table.slotOf(a, b);
    const before = slot < 0 ? 0 : this.#table.word(a, slot, 0) & NEVER;
    const day = until === null ? NEVER : Math.min(Math.ceil(until / DAY) + 1, NEVER);
    const cutOff = Math.max(at, this.at(a, b));
    const high = Math.floor(cutOff / 0x1_0000_0000);
    this.#table.set(print, (high << 16) | Math.max(before, day) | 0, cutOff | 0);
  }

  /** Forgets what has ended, in one part of the table. */
  sweep(part: number, now: number): void {
    const today = Math.floor(now / DAY);
    this.#table.sweep(part, ([high]) => ((high as number) & NEVER) >= today);
  }
}

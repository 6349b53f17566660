import { randomUUID } from 'node:crypto';
import type { Entry, EntryKind } from '../model/entry.ts';
import { laterOf } from '../model/entry.ts';
import type { Changes } from '../model/store.ts';

/** How many of the last entries can be read from a position; who is further behind reads all. */
const TAIL = 10_000;
const PAGE = 1000;

/** The entries of a store in memory: those that count, and the last ones in order. */
export class EntryLog {
  readonly #counting = new Map<string, Entry>();
  /** The last entries; the first of them has the position `#first`. */
  #tail: Entry[] = [];
  #first = 1;
  #generation: string | null = null;
  readonly #waiting = new Set<() => void>();

  /** @returns whether the log is new */
  open(): boolean {
    if (this.#generation !== null) return false;
    this.#generation = randomUUID();
    return true;
  }

  /** Adds an entry and returns it as it counts from now on. */
  add(entry: Entry): Entry {
    const { kind, id } = entry;
    const key = keyOf(kind, id);
    const before = this.#counting.get(key);
    const counts: Entry =
      before === undefined
        ? entry
        : {
            ...entry,
            at: Math.max(before.at, entry.at),
            until: laterOf(before.until, entry.until),
          };
    this.#counting.set(key, counts);
    if (kind === 'session' || kind === 'token') this.#counting.delete(keyOf('known', id));
    this.#tail.push(counts);
    if (this.#tail.length > 2 * TAIL) {
      this.#first += this.#tail.length - TAIL;
      this.#tail = this.#tail.slice(-TAIL);
    }
    this.#wake();
    return counts;
  }

  has(kind: EntryKind, id: string): boolean {
    return this.#counting.has(keyOf(kind, id));
  }

  async changes(after: string | null, waitMs: number): Promise<Changes> {
    const at = after === null ? -1 : Number(after);
    if (at === this.#end && waitMs > 0) await this.#next(waitMs);
    const generation = this.#generation as string;
    if (at < this.#first - 1 || at > this.#end)
      return {
        generation,
        position: String(this.#end),
        entries: [...this.#counting.values()],
        whole: true,
        more: false,
      };
    const from = at + 1 - this.#first;
    const entries = this.#tail.slice(from, from + PAGE);
    const position = at + entries.length;
    return {
      generation,
      position: String(position),
      entries,
      whole: false,
      more: position < this.#end,
    };
  }

  purge(before: number): void {
    for (const [key, { until }] of this.#counting)
      if (until !== null && until < before) this.#counting.delete(key);
  }

  /** Ends all waits. */
  close(): void {
    this.#wake();
  }

  get #end(): number {
    return this.#first - 1 + this.#tail.length;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #next(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      timer.unref?.();
      this.#waiting.add(wake);
    });
  }
}

function keyOf(kind: EntryKind, id: string): string {
  return `${kind} ${id}`;
}

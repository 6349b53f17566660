import type { Clock } from '../base/clock.ts';
import type { EndListener } from './end-listener.ts';

/** How often the clock is read at least: it may be set, or the machine may have slept. */
const LONGEST_WAIT = 1000;

/** Ends listeners in time: one timer for all of them, which does not keep the process alive. */
export class EndTimer {
  readonly #clock: Clock;
  readonly #listeners = new Set<EndListener>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the timer ends, as `performance.now()` counts. */
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(listener: EndListener): void {
    if (listener.endsAt === Number.POSITIVE_INFINITY) return;
    this.#listeners.add(listener);
    this.#wakeAt(listener.endsAt);
  }

  delete(listener: EndListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#sleep();
  }

  #wakeAt(time: number): void {
    const left = time - this.#clock();
    // A clock that returns NaN counts as late.
    const wait = left > 0 ? Math.min(left, LONGEST_WAIT) : 0;
    const at = performance.now() + wait;
    if (at >= this.#wakesAt) return;
    this.#sleep();
    this.#wakesAt = at;
    this.#timer = setTimeout(() => this.#wake(), Math.ceil(wait));
    this.#timer.unref?.();
  }

  #sleep(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  #wake(): void {
    this.#sleep();
    const now = this.#clock();
    let next = Number.POSITIVE_INFINITY;
    const ended: EndListener[] = [];
    for (const listener of this.#listeners)
      if (now < listener.endsAt) next = Math.min(next, listener.endsAt);
      else ended.push(listener);
    for (const listener of ended) listener.end('expired');
    if (next !== Number.POSITIVE_INFINITY) this.#wakeAt(next);
  }
}

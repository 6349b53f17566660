import type { Clock } from '../base/clock.ts';
import type { Store } from '../stores/model/store.ts';
import type { RevokedState } from './revoked.ts';

const SECOND = 1000;
/**
 * For how long an entry is kept after its end, in milliseconds: the clock of a process may be set
 * back so far, or be so late, and accept a token again that had expired.
 */
const MARGIN = 3_600_000;
/** How many seconds pass between two times at which this process clears the store. */
const PURGE_EVERY = 60;

/**
 * Forgets what has ended: a part of the tables each second, and what the store holds each minute.
 *
 * The time is that of the clock, but it never runs ahead of the seconds that have really passed: a
 * clock that is set forward must not make this process forget what is revoked.
 */
export class Upkeep {
  readonly #store: Store;
  readonly #state: RevokedState;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #startTick = performance.now();
  #timer: ReturnType<typeof setInterval> | null = null;
  /** When it ran last. */
  #tick = performance.now();
  #seconds = 0;

  constructor(store: Store, state: RevokedState, clock: Clock) {
    this.#store = store;
    this.#state = state;
    this.#clock = clock;
    this.#startedAt = clock();
  }

  /** Runs each second from now on. */
  start(): void {
    this.#timer = setInterval(() => this.#run(), SECOND);
    this.#timer.unref?.();
  }

  /** Runs if a second has passed: where no timer runs, those call it who wait for the store. */
  runIfLate(): void {
    if (this.#timer === null && performance.now() - this.#tick >= SECOND) this.#run();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #run(): void {
    this.#tick = performance.now();
    const now = Math.min(this.#clock(), this.#startedAt + performance.now() - this.#startTick);
    this.#state.sweep(now - MARGIN);
    this.#seconds++;
    // A store that fails is reported by what follows it.
    if (this.#seconds % PURGE_EVERY === 0) this.#store.purge(now - MARGIN).catch(() => undefined);
  }
}

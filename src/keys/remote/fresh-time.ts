/** The part of their fresh time after which keys are fetched again. */
const AHEAD = 0.75;

/**
 * Knows whether fetched keys are fresh, which each request asks. With a timer the answer is a
 * member; to read the clock instead costs a tenth of a request whose token is cached.
 */
export class FreshTime {
  readonly #now: () => number;
  readonly #hasTimer: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isFresh = false;
  #dueAt = 0;
  #endsAt = 0;

  /**
   * @param now - a monotonic clock of milliseconds
   * @param hasTimer - whether a timer may wait: not in a Worker, nor for a clock of a test
   */
  constructor(now: () => number, hasTimer: boolean) {
    this.#now = now;
    this.#hasTimer = hasTimer;
  }

  /** Whether keys need not be fetched again yet. */
  get isFresh(): boolean {
    return this.#hasTimer ? this.#isFresh : this.#now() < this.#dueAt;
  }

  /** Whether keys are not too old to be used while they cannot be fetched. */
  get isUsable(): boolean {
    return this.#now() < this.#endsAt;
  }

  /**
   * Begins again for newer keys.
   *
   * @param fresh - for how long they are fresh, in milliseconds as the others
   * @param stale - for how long after that they are used if they cannot be fetched
   * @param age - how long ago they were fetched
   */
  begin(fresh: number, stale: number, age: number): void {
    const now = this.#now();
    this.#dueAt = now - age + fresh * AHEAD;
    this.#endsAt = now - age + fresh + stale;
    this.end();
    this.#isFresh = now < this.#dueAt;
    if (!this.#hasTimer || !this.#isFresh) return;
    this.#timer = setTimeout(() => (this.#isFresh = false), this.#dueAt - now);
    this.#timer.unref?.();
  }

  /** Ends the timer: keys count as due from now on. */
  end(): void {
    clearTimeout(this.#timer);
    this.#isFresh = false;
  }
}

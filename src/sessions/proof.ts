/** When the store was asked, by the clock of the requests and by one that is never set. */
export interface AskedAt {
  /** Milliseconds since 1970, as the clock of the requests says it. */
  readonly time: number;
  /** What `performance.now()` returned. */
  readonly tick: number;
}

/** What an answer of the store proves for a while: that this process misses nothing revoked. */
export class Proof {
  readonly #bound: number;
  readonly #expired: () => void;
  readonly #hasTimer: boolean;
  /** When the store was asked for the last answer, by the clock of the requests. */
  #askedAt = Number.NaN;
  #holds = false;
  /** Ends the proof also if that clock stands still or is set back. */
  #timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param bound - for how many milliseconds after it was asked for an answer proves anything
   * @param hasTimer - whether a timer ends it; else it ends by the clock of the requests alone
   * @param expired - is called when it has ended, and for each `expire`
   */
  constructor(bound: number, hasTimer: boolean, expired: () => void) {
    this.#bound = bound;
    this.#hasTimer = hasTimer;
    this.#expired = expired;
  }

  /** Whether it has not ended by its timer, whatever the clock of the requests says. */
  get holds(): boolean {
    return this.#holds;
  }

  /**
   * Whether nothing is missing that was revoked longer ago than the bound.
   *
   * @param now - the time of the request, by the clock of the requests
   */
  isFresh(now: number): boolean {
    const age = now - this.#askedAt;
    return this.#holds && age <= this.#bound && age >= -this.#bound;
  }

  /**
   * Begins again with an answer.
   *
   * @returns false for one that came so late that it proves nothing
   */
  renew({ time, tick }: AskedAt): boolean {
    this.#askedAt = time;
    this.end();
    const left = this.#bound - (performance.now() - tick);
    if (left <= 0) return false;
    this.#holds = true;
    if (this.#hasTimer) {
      this.#timer = setTimeout(() => this.expire(), left);
      this.#timer.unref?.();
    }
    return true;
  }

  /** Ends it and says so. */
  expire(): void {
    this.end();
    this.#expired();
  }

  /** Ends it. */
  end(): void {
    this.#holds = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

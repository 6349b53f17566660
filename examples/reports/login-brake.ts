/** Wrong passwords that cost nothing but the time of checking them. */
const FREE = 5;
/** The most pairs of a name and an address that are remembered. */
const MOST = 10_000;
/** A pause doubles with each further wrong password, at most so often. */
const MOST_DOUBLINGS = 5;

interface Failures {
  readonly count: number;
  /** Milliseconds since 1970 until which no password is checked. */
  readonly until: number;
}

/**
 * Slows down the guessing of passwords. It counts wrong ones for each name and address, so that
 * no user can lock others out. A guesser with thousands of addresses is a task for what stands
 * before the application.
 */
export class LoginBrake {
  /** Those that failed last are at the end. */
  readonly #failures = new Map<string, Failures>();
  readonly #pause: number;
  readonly #now: () => number;

  /**
   * @param pause - of the first wrong password that is not free, in seconds
   * @param now - milliseconds since 1970
   */
  constructor(pause: number, now: () => number = Date.now) {
    this.#pause = pause;
    this.#now = now;
  }

  /**
   * Begins a login. It counts as failed until `succeed` is called: otherwise all guesses that are
   * sent at once would be checked.
   *
   * @returns seconds to wait before the next login; 0 if this password may be checked
   */
  begin(name: string, address: string): number {
    const key = keyOf(name, address);
    const { count, until } = this.#failures.get(key) ?? { count: 0, until: 0 };
    const now = this.#now();
    if (until > now) return Math.ceil((until - now) / 1000);
    const doublings = Math.min(count + 1 - FREE, MOST_DOUBLINGS);
    const pause = doublings < 0 ? 0 : this.#pause * 1000 * 2 ** doublings;
    this.#failures.delete(key);
    if (this.#failures.size >= MOST)
      this.#failures.delete(this.#failures.keys().next().value ?? '');
    this.#failures.set(key, { count: count + 1, until: now + pause });
    return 0;
  }

  /** The password was right. */
  succeed(name: string, address: string): void {
    this.#failures.delete(keyOf(name, address));
  }
}

function keyOf(name: string, address: string): string {
  return JSON.stringify([address, name]);
}

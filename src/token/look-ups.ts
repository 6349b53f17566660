import { withDeadline } from '../keys/remote/deadline.ts';

/** How many look-ups may wait for an answer at once. */
const MOST_PENDING = 32;
/** How long one may take, in milliseconds. */
const DEADLINE = 5000;
/** How many answers are remembered that name no issuer. */
const MOST_ANSWERS = 1000;
/** How long they count, in milliseconds: a new customer waits no longer. */
const REFUSED_FOR = 10_000;
const FAILED_FOR = 1000;
/** The shortest time between two reports of failures. */
const REPORT_PAUSE = 5000;

/** What is known of issuers that were not found. Times are milliseconds since 1970. */
export class LookUps {
  readonly #pending = new Map<string, Promise<void>>();
  readonly #refusedAt = new Map<string, number>();
  readonly #failedAt = new Map<string, number>();
  #reportedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#pending.size + this.#refusedAt.size + this.#failedAt.size;
  }

  get isFull(): boolean {
    return this.#pending.size >= MOST_PENDING;
  }

  pending(iss: string): Promise<void> | null {
    return this.#pending.get(iss) ?? null;
  }

  isRefused(iss: string, now: number): boolean {
    return isRecent(this.#refusedAt.get(iss), now, REFUSED_FOR);
  }

  isFailed(iss: string, now: number): boolean {
    return isRecent(this.#failedAt.get(iss), now, FAILED_FOR);
  }

  refuse(iss: string, now: number): void {
    remember(this.#refusedAt, iss, now);
  }

  /** Notes that a look-up failed; it returns whether that is to be reported. */
  fail(iss: string, now: number): boolean {
    remember(this.#failedAt, iss, now);
    if (isRecent(this.#reportedAt, now, REPORT_PAUSE)) return false;
    this.#reportedAt = now;
    return true;
  }

  /** Waits for an answer, and no longer than the deadline. */
  wait<T>(
    iss: string,
    answer: Promise<T>,
    accept: (value: T) => void,
    fail: (error: unknown) => void,
  ): void {
    const { signal } = new AbortController();
    const waiting = withDeadline(DEADLINE, 'The function issuers', signal, () => answer)
      .then(accept)
      .catch(fail)
      .then(() => {
        if (this.#pending.get(iss) === waiting) this.#pending.delete(iss);
      });
    this.#pending.set(iss, waiting);
  }
}

function isRecent(at: number | undefined, now: number, time: number): boolean {
  return at !== undefined && Math.abs(now - at) < time;
}

/** Emptied as a whole when it is full: an order of use would have to be maintained. */
function remember(times: Map<string, number>, iss: string, now: number): void {
  if (times.size >= MOST_ANSWERS) times.clear();
  times.set(iss, now);
}

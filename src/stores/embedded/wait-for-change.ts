/** How often the database is looked at during a wait, in milliseconds. */
const INTERVAL = 25;

interface Waiting {
  readonly hasChanged: () => boolean;
  readonly deadline: number;
  readonly end: () => void;
}

/** Waits for what other processes write, by looking at intervals and whenever it is woken. */
export class ChangeWaiter {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /**
   * Resolves when something has changed, when the time is over, or when it is closed.
   *
   * @param hasChanged - looks at the database; if it throws, the wait is over
   */
  wait(milliseconds: number, hasChanged: () => boolean): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = performance.now() + milliseconds;
      this.#waiting.add({ hasChanged, deadline, end: resolve });
      // A process that only waits may end.
      this.#timer ??= setInterval(() => this.wake(), INTERVAL).unref();
    });
  }

  /** Looks now. */
  wake(): void {
    const now = performance.now();
    for (const waiting of this.#waiting)
      if (this.#closed || now >= waiting.deadline || isOver(waiting.hasChanged)) {
        this.#waiting.delete(waiting);
        waiting.end();
      }
    if (this.#waiting.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Ends all waits, and those to come. */
  close(): void {
    this.#closed = true;
    this.wake();
  }
}

function isOver(hasChanged: () => boolean): boolean {
  try {
    return hasChanged();
  } catch {
    return true;
  }
}

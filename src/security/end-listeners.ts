import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import { workEndsWithRequest } from '../base/work-ends-with-request.ts';
import type { Dependence, EndCallbacks } from './end-listener.ts';
import { EndListener } from './end-listener.ts';
import { EndTimer } from './end-timer.ts';

/** The listeners of one security. */
export class EndListeners {
  readonly #clock: Clock;
  readonly #emit: Subscriber;
  readonly #open = new Set<EndListener>();
  readonly #timer: EndTimer;
  /** Where a timer ends with its request, each listener needs one of its own. */
  readonly #onlyInRequests = workEndsWithRequest();
  #isClosed = false;

  constructor(clock: Clock, emit: Subscriber) {
    this.#clock = clock;
    this.#emit = emit;
    this.#timer = new EndTimer(clock);
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Begins to listen. For what has ended already it calls back after it has returned.
   *
   * @returns a function that stops it
   */
  add(on: Dependence, callbacks: EndCallbacks): () => void {
    const listener = new EndListener(on, callbacks, this.#emit);
    const { live, token, user } = on;
    const isWatched = live !== null && token !== null && user !== null;
    const unwatch = isWatched ? live.watch(token, user, listener) : null;
    const timer = this.#onlyInRequests ? new EndTimer(this.#clock) : this.#timer;
    listener.listen(() => {
      this.#open.delete(listener);
      timer.delete(listener);
      unwatch?.();
    });
    this.#open.add(listener);
    timer.add(listener);
    if (this.#isClosed) queueMicrotask(() => listener.end('closed'));
    return () => void listener.stop();
  }

  /**
   * Says that the principals of a user have changed: for a security without a store.
   *
   * @param user - as a store would name it
   */
  changed(user: string): void {
    const open = [...this.#open];
    for (const listener of open) if (listener.user === user) listener.change();
  }

  /** Tells all that the security is closed. */
  close(): void {
    this.#isClosed = true;
    const open = [...this.#open];
    for (const listener of open) listener.end('closed');
  }
}

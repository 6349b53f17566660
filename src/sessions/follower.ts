import type { Clock } from '../base/clock.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Changes, Store, StoreFinding } from '../stores/model/store.ts';
import { StoreLostError } from '../stores/model/store.ts';
import { nextTurn, pause, withDeadline } from './deadline.ts';

/** How the follower behaves; durations in milliseconds. */
export interface FollowerSettings {
  /** How long the answer of the store proves that nothing is missing. */
  readonly bound: number;
  /** How long a request waits for the store. */
  readonly deadline: number;
  /** Whether a store that holds nothing begins with a cut-off. */
  readonly cutOff: boolean;
}

/** What the follower reports. */
export interface FollowerEvents {
  /** Takes entries, before any token is compared with them. */
  apply(changes: Changes): void;
  /** The store answers again, or for the first time. */
  recovered(): void;
  /** The store does not answer. It is called once for each failure in a row. */
  failed(error: unknown): void;
  /** What the store says of its settings, when it was opened. */
  found(findings: readonly StoreFinding[]): void;
}

/** When the store was asked, by the clock of the requests and by one that is never set. */
interface Asked {
  /** After which position. */
  readonly position: string | null;
  readonly time: number;
  readonly tick: number;
}

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

/** How long one call waits for an entry: two answers within the bound, in spite of a slow one. */
const WAIT = 400;
/** A store that answers at once must not starve the rest of the process. */
const ANSWERS_A_TURN = 50;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 500;
/** After a failure, requests are refused for so long without asking. */
const COOL_DOWN = 200;

/**
 * Follows a store, so that this process knows within milliseconds what others revoke, and knows how
 * fresh its knowledge is. Whatever it cannot prove counts as not known.
 */
export class Follower {
  readonly #store: Store;
  readonly #settings: FollowerSettings;
  readonly #events: FollowerEvents;
  readonly #clock: Clock;
  #position: string | null = null;
  #generation: string | null = null;
  /** Whether all entries were read once. */
  #loaded = false;
  /** Whether the content that this process knew was lost, and none has taken its place. */
  #lost = false;
  /** Whether the content is another one, which has not revoked what was known of the old one. */
  #needsCutOff = false;
  #hasFailed = false;
  #closed = false;
  /** When a call was made that has proved the knowledge, by the clock of the requests. */
  #provedAt = Number.NaN;
  /** Ends the proof also if that clock stands still or is set back. */
  #timer: ReturnType<typeof setTimeout> | null = null;
  #flight: Promise<void> | null = null;
  #refusedUntil = Number.NEGATIVE_INFINITY;
  readonly #waiting: Waiting[] = [];
  #failure: unknown = null;

  constructor(store: Store, clock: Clock, settings: FollowerSettings, events: FollowerEvents) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
    this.#events = events;
  }

  /** Begins to follow, and goes on until `close`. */
  start(): void {
    void this.#run();
  }

  /**
   * Whether nothing is missing that was revoked longer ago than the bound.
   *
   * @param now - the time of the request, by the clock that was given
   */
  isFresh(now: number): boolean {
    const age = now - this.#provedAt;
    return this.#timer !== null && age <= this.#settings.bound && age >= -this.#settings.bound;
  }

  /**
   * Waits until all was read once.
   *
   * @throws ConfigurationError if the store can never work, or the follower is closed
   */
  async ready(): Promise<void> {
    if (this.#loaded) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /**
   * Asks the store now, once for all who wait.
   *
   * @throws the error of the store, DeadlineError, or StoreLostError
   */
  catchUp(): Promise<void> {
    this.#flight ??= this.#catchUp().finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  /** Asks the store now, also if it has failed a moment ago. */
  async askAgain(): Promise<void> {
    await this.#flight?.catch(() => undefined);
    this.#refusedUntil = Number.NEGATIVE_INFINITY;
    await this.catchUp();
  }

  close(): void {
    this.#closed = true;
    this.#forgetProof();
    const closed = new ConfigurationError('The security was closed.', 'security_closed');
    this.#wake((waiting) => waiting.reject(closed));
  }

  async #catchUp(): Promise<void> {
    if (performance.now() < this.#refusedUntil) throw this.#failure;
    try {
      await withDeadline(this.#read(), this.#settings.deadline);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #read(): Promise<void> {
    if (!this.#loaded) return this.ready();
    for (;;) {
      const asked = this.#ask();
      const changes = await this.#store.changes(asked.position, 0);
      if (this.#take(changes, asked) && !changes.more) return;
    }
  }

  async #run(): Promise<void> {
    let wait = FIRST_PAUSE;
    let isOpen = false;
    let answers = 0;
    while (!this.#closed) {
      try {
        if (!isOpen) this.#events.found(await this.#open());
        isOpen = true;
        const asked = this.#ask();
        const waiting = this.#store.changes(asked.position, this.#loaded ? WAIT : 0);
        this.#take(await withDeadline(waiting, 2 * WAIT + this.#settings.deadline), asked);
        wait = FIRST_PAUSE;
        if (++answers % ANSWERS_A_TURN === 0) await nextTurn();
      } catch (error) {
        this.#fail(error);
        if (!this.#closed) await pause(wait);
        wait = Math.min(wait * 2, LONGEST_PAUSE);
      }
    }
  }

  #open(): Promise<readonly StoreFinding[]> {
    return withDeadline(this.#store.open(this.#settings.cutOff), 10 * this.#settings.bound);
  }

  /**
   * Takes an answer, unless another call has got further since it was asked for: each entry is
   * applied once.
   *
   * @returns whether it was taken
   */
  #take(changes: Changes, asked: Asked): boolean {
    if (this.#closed) return true;
    if (asked.position !== this.#position) return false;
    const { generation, position, more, whole, entries } = changes;
    if (generation !== this.#generation) {
      this.#needsCutOff = this.#generation !== null;
      this.#generation = generation;
      // A place in another content means nothing in this one.
      this.#position = null;
      if (!whole) return false;
    }
    this.#events.apply(changes);
    this.#position = position;
    if (entries.some(({ kind }) => kind === 'all')) this.#needsCutOff = false;
    if (more) return true;
    if (this.#needsCutOff) throw new StoreLostError(NEW);
    this.#prove(asked);
    if (this.#loaded) return true;
    this.#loaded = true;
    this.#wake((waiting) => waiting.resolve());
    return true;
  }

  #prove({ time, tick }: Asked): void {
    this.#provedAt = time;
    this.#refusedUntil = Number.NEGATIVE_INFINITY;
    this.#forgetProof();
    const left = this.#settings.bound - (performance.now() - tick);
    if (left <= 0) return;
    this.#timer = setTimeout(() => this.#forgetProof(), left);
    this.#timer.unref?.();
    if (this.#hasFailed) this.#events.recovered();
    this.#lost = false;
    this.#hasFailed = false;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#failure = error;
    this.#refusedUntil = performance.now() + COOL_DOWN;
    const isLost = error instanceof StoreLostError;
    // What was revoked is unknown from this moment, however fresh the last answer is.
    if (isLost) this.#forgetProof();
    if (error instanceof ConfigurationError) this.#wake((waiting) => waiting.reject(error));
    if (this.#hasFailed && this.#lost === isLost) return;
    this.#hasFailed = true;
    this.#lost = isLost;
    this.#events.failed(error);
  }

  #forgetProof(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wake(settle: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting.splice(0)) settle(waiting);
  }

  /** Reads the clocks before the store is asked. */
  #ask(): Asked {
    return { position: this.#position, time: this.#clock(), tick: performance.now() };
  }
}

const NEW =
  'The store has another content than before, which does not revoke what was known of the old one.';

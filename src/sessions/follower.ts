import type { Clock } from '../base/clock.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Changes, Store, StoreFinding } from '../stores/model/store.ts';
import { StoreLostError } from '../stores/model/store.ts';
import { Content } from './content.ts';
import { nextTurn, pause, withBackgroundDeadline, withDeadline } from './deadline.ts';
import type { AskedAt } from './proof.ts';
import { Proof } from './proof.ts';
import { Waiting } from './waiting.ts';

/** How the follower behaves; durations in milliseconds. */
export interface FollowerSettings {
  /** How long the answer of the store proves that nothing is missing. */
  readonly bound: number;
  /** How long a request waits for the store. */
  readonly deadline: number;
  /** Whether a store that holds nothing begins with a cut-off. */
  readonly cutOff: boolean;
  /** Whether nothing goes on between requests, so that each of them does all that it needs. */
  readonly onlyInRequests: boolean;
}

/** What the follower reports. */
export interface FollowerEvents {
  /** Takes entries, before any token is compared with them. */
  apply(changes: Changes): void;
  /** The store answers again, or for the first time. */
  recovered(): void;
  /** The store does not answer. It is called once for each failure in a row. */
  failed(error: unknown): void;
  /** The last answer proves nothing any more: it is older than the bound, or it was lost. */
  outdated(): void;
  /** What the store says of its settings, when it was opened. */
  found(findings: readonly StoreFinding[]): void;
}

/** One ask of the store. */
interface Asked extends AskedAt {
  /** After which position. */
  readonly position: string | null;
}

/** An ask of the store that all share who need it. */
interface Flight {
  readonly begun: number;
  readonly end: Promise<void>;
}

/** How long one call waits for an entry: two answers within the bound, in spite of a slow one. */
const WAIT = 400;
/** The same after a failure: what matters then is whether the store answers at all. */
const SHORT_WAIT = 1;
/** A store that answers at once must not starve the rest of the process. */
const ANSWERS_A_TURN = 50;
/** How much time passes between the beginnings of two attempts, doubled after each failure. */
const FIRST_INTERVAL = 50;
const LONGEST_INTERVAL = 900;
/** After one request has asked in vain, others are refused for so long without asking. */
const COOL_DOWN = 200;

/**
 * Follows a store, so that this process knows within milliseconds what others revoke, and knows how
 * fresh its knowledge is. Whatever it cannot prove counts as not known.
 */
export class Follower {
  /** How fresh the knowledge of this process is. */
  readonly proof: Proof;
  readonly #store: Store;
  readonly #settings: FollowerSettings;
  readonly #events: FollowerEvents;
  readonly #clock: Clock;
  readonly #content = new Content();
  /** Whether the store was opened. */
  #isOpen = false;
  /** Whether all entries were read once. */
  #loaded = false;
  /** Whether the content that this process knew was lost, and none has taken its place. */
  #lost = false;
  #hasFailed = false;
  #closed = false;
  #flight: Flight | null = null;
  #refusedUntil = Number.NEGATIVE_INFINITY;
  #waiting: Waiting | null = null;
  #failure: unknown = null;

  constructor(store: Store, clock: Clock, settings: FollowerSettings, events: FollowerEvents) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
    this.#events = events;
    this.proof = new Proof(settings.bound, !settings.onlyInRequests, () => events.outdated());
  }

  /** Begins to follow, and goes on until `close`; with `onlyInRequests` it waits for requests. */
  start(): void {
    if (!this.#settings.onlyInRequests) void this.#run();
  }

  /**
   * Waits until all was read once.
   *
   * @throws ConfigurationError if the store can never work, or the follower is closed; with
   *   `onlyInRequests` the error of the store, because nothing else tries again
   */
  async ready(): Promise<void> {
    if (this.#settings.onlyInRequests) return this.#read();
    // A process that waits to begin may have nothing else yet that keeps it alive.
    const alive = setInterval(() => {}, 60_000);
    try {
      await this.#untilLoaded();
    } finally {
      clearInterval(alive);
    }
  }

  /**
   * Asks the store now, once for all who wait.
   *
   * An ask that began longer ago than the bound is not shared: the process was stopped meanwhile,
   * and its answer is as old as that. With `onlyInRequests` none is shared: it may have ended with
   * the request that began it.
   *
   * @throws the error of the store, DeadlineError, or StoreLostError
   */
  catchUp(): Promise<void> {
    if (this.#settings.onlyInRequests) return this.#catchUp();
    const flight = this.#flight;
    if (flight === null || performance.now() - flight.begun > this.#settings.bound)
      return this.#begin().end;
    return flight.end;
  }

  /** Asks the store now, also if it has failed a moment ago. */
  async askAgain(): Promise<void> {
    await this.#flight?.end.catch(() => undefined);
    this.#refusedUntil = Number.NEGATIVE_INFINITY;
    await this.catchUp();
  }

  /** Opens the store if it is not open. */
  async open(): Promise<void> {
    if (this.#isOpen) return;
    const opened = this.#store.open(this.#settings.cutOff);
    this.#events.found(await withBackgroundDeadline(opened, 10 * this.#settings.bound));
    this.#isOpen = true;
  }

  close(): void {
    this.#closed = true;
    this.proof.end();
    const closed = new ConfigurationError('The security was closed.', 'security_closed');
    this.#wake((waiting) => waiting.reject(closed));
  }

  async #untilLoaded(): Promise<void> {
    if (this.#loaded) return;
    this.#waiting ??= new Waiting();
    await this.#waiting.promise;
  }

  #begin(): Flight {
    const end = this.#catchUp().finally(() => {
      if (this.#flight === flight) this.#flight = null;
    });
    const flight = { begun: performance.now(), end };
    this.#flight = flight;
    return flight;
  }

  async #catchUp(): Promise<void> {
    if (performance.now() < this.#refusedUntil) throw this.#failure;
    try {
      await withDeadline(this.#read(), this.#settings.deadline);
    } catch (error) {
      this.#failure = error;
      this.#refusedUntil = performance.now() + COOL_DOWN;
      this.#fail(error);
      throw error;
    }
  }

  async #read(): Promise<void> {
    if (this.#settings.onlyInRequests) await this.open();
    else await this.#untilLoaded();
    for (;;) {
      const asked = this.#ask();
      if (this.#take(await this.#store.changes(asked.position, 0), asked)) return;
    }
  }

  async #run(): Promise<void> {
    let interval = FIRST_INTERVAL;
    let answers = 0;
    while (!this.#closed) {
      const begun = performance.now();
      try {
        await this.open();
        const asked = this.#ask();
        this.#take(await this.#waitForChanges(asked), asked);
        interval = FIRST_INTERVAL;
        if (++answers % ANSWERS_A_TURN === 0) await nextTurn();
      } catch (error) {
        this.#fail(error);
        const left = begun + interval - performance.now();
        if (!this.#closed) await pause(Math.max(0, left));
        interval = Math.min(interval * 2, LONGEST_INTERVAL);
      }
    }
  }

  #waitForChanges({ position }: Asked): Promise<Changes> {
    const wait = this.#hasFailed ? SHORT_WAIT : WAIT;
    const changes = this.#store.changes(position, this.#loaded ? wait : 0);
    return withBackgroundDeadline(changes, 2 * WAIT + this.#settings.deadline);
  }

  /**
   * Takes an answer, unless another call has got further since it was asked for: each entry is
   * applied once.
   *
   * @returns whether all is known that was revoked before it was asked for
   */
  #take(changes: Changes, asked: Asked): boolean {
    if (this.#closed) return true;
    if (asked.position !== this.#content.position || !this.#content.take(changes)) return false;
    this.#events.apply(changes);
    if (changes.more) return false;
    if (this.#content.isLost) throw new StoreLostError(NEW);
    this.#prove(asked);
    if (!this.#loaded) this.#wake((waiting) => waiting.resolve());
    this.#loaded = true;
    return true;
  }

  #prove(asked: Asked): void {
    this.#refusedUntil = Number.NEGATIVE_INFINITY;
    if (!this.proof.renew(asked)) return;
    if (this.#hasFailed) this.#events.recovered();
    this.#lost = false;
    this.#hasFailed = false;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    const isLost = error instanceof StoreLostError;
    // What was revoked is unknown from this moment, however fresh the last answer is.
    if (isLost || !this.proof.holds) this.proof.expire();
    if (error instanceof ConfigurationError) this.#wake((waiting) => waiting.reject(error));
    if (this.#hasFailed && this.#lost === isLost) return;
    this.#hasFailed = true;
    this.#lost = isLost;
    this.#events.failed(error);
  }

  #wake(settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) settle(waiting);
  }

  /** Reads the clocks before the store is asked. */
  #ask(): Asked {
    return { position: this.#content.position, time: this.#clock(), tick: performance.now() };
  }
}

const NEW =
  'The store has another content than before, which does not revoke what was known of the old one.';

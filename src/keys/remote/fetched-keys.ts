import { AuthError } from '../../base/errors.ts';
import type { Subscriber } from '../../base/events.ts';
import { createEmitter } from '../../base/events.ts';
import { ignoreRejection } from '../../base/maybe-promise.ts';
import type { Algorithm } from '../algorithm.ts';
import { KeySet } from '../key-set.ts';
import type { FetchedKeys } from '../key-source.ts';
import { FETCHED } from '../key-source.ts';
import { withDeadline } from './deadline.ts';
import { discover } from './discovery.ts';
import type { Fetch } from './fetch-json.ts';
import { fetchJson } from './fetch-json.ts';
import { FreshTime } from './fresh-time.ts';
import { freshFor } from './freshness.ts';
import type { KeyCache } from './key-cache.ts';
import { parseCached } from './key-cache.ts';
import { PublishedKeys } from './published-keys.ts';

/** The checked options of `remoteKeys`. Times are milliseconds. */
export interface FetchSettings {
  readonly issuer: string | null;
  /** Null if the metadata of the issuer name it. */
  readonly jwksUrl: string | null;
  readonly algorithms: readonly Algorithm[];
  readonly timeout: number;
  readonly coolDown: number;
  readonly staleIfError: number;
  readonly fetch: Fetch;
  readonly cache: KeyCache | null;
  /** The monotonic clock of all waiting. */
  readonly now: () => number;
  /** Whether a timer says when keys are due; else each request reads the clock. */
  readonly hasTimer: boolean;
  /** Whether a fetch ends with the request that began it: in a Worker. */
  readonly onlyInRequests: boolean;
}

/** How long a request of a Worker waits for the fetch of another one: that may be aborted. */
const TURN = 1000;
const TURNS = 5;
/** The longest pause after a failed fetch: an outage should not outlast itself by much. */
const FAILURE_PAUSE = 5000;

/**
 * The keys of another server. The first request after three quarters of their fresh time has them
 * fetched again, and goes on with the keys that are there. Nothing is fetched without a request.
 */
export class RemoteKeys implements FetchedKeys {
  readonly #settings: FetchSettings;
  readonly #none: KeySet;
  readonly #subscribers: Subscriber[] = [];
  readonly #emit: Subscriber = createEmitter(this.#subscribers);
  readonly #closing = new AbortController();
  #published: PublishedKeys | null = null;
  /** Its keys. */
  #set: KeySet;
  readonly #freshTime: FreshTime;
  /** Before it, nothing is fetched: the last fetch was a moment ago. */
  #pauseUntil = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | null = null;
  #startedAt = 0;
  /** Numbers of fetches, so that an older answer never replaces a newer one. */
  #started = 0;
  #applied = 0;
  #isCacheRead = false;
  /** The address that the metadata named, until a fetch from it fails. */
  #discovered: string | null = null;
  #failing = false;

  constructor(settings: FetchSettings) {
    this.#settings = settings;
    this.#freshTime = new FreshTime(settings.now, settings.hasTimer);
    this.#none = new KeySet([], settings.algorithms);
    this.#set = this.#none;
    // Not in a static block, which no bundler removes: the class would be a part of each adapter.
    Object.defineProperty(this, FETCHED, { value: true });
    Object.freeze(this);
  }

  get issuer(): string | null {
    return this.#settings.issuer;
  }

  get current(): KeySet {
    if (this.#freshTime.isFresh) return this.#set;
    if (this.#published === null) return this.#none;
    if (this.#mayFetch(this.#settings.now())) {
      // A fetch in the background would end with this request: so the request waits for it.
      if (this.#settings.onlyInRequests) return this.#none;
      ignoreRejection(this.#start(false));
    }
    return this.#freshTime.isUsable ? this.#set : this.#none;
  }

  get isEmpty(): boolean {
    return this.current === this.#none;
  }

  refresh(): Promise<void> | null {
    const mayFetch = this.#mayFetch(this.#settings.now());
    if (!mayFetch && this.#fetching !== null && this.#settings.onlyInRequests)
      return this.#waitForOther(this.#fetching);
    const fetching = mayFetch ? this.#start(true) : this.#fetching;
    // A failed fetch has been reported: the token is then verified with the keys that are there.
    return fetching === null ? null : fetching.catch(() => undefined);
  }

  /**
   * Waits until keys are there: before a server takes requests, so that the first one does not wait
   * for them.
   *
   * @throws AuthError `keys_unavailable` if they cannot be fetched
   */
  async ready(): Promise<void> {
    if (!this.isEmpty) return;
    await this.#orThrow(this.#fetching ?? this.#start(true));
  }

  /**
   * Fetches the keys now, whatever was fetched before: when a key was withdrawn because it leaked.
   *
   * @throws AuthError `keys_unavailable` if they cannot be fetched; the keys are then as before
   */
  async reload(): Promise<void> {
    await this.#orThrow(this.#start(false));
  }

  /** Stops a fetch that is under way, and fetches no more. The keys are used until they are old. */
  close(): void {
    this.#closing.abort();
    this.#freshTime.end();
  }

  reportTo(subscriber: Subscriber): void {
    if (!this.#subscribers.includes(subscriber)) this.#subscribers.push(subscriber);
  }

  #mayFetch(now: number): boolean {
    const { onlyInRequests, timeout } = this.#settings;
    const isLost = onlyInRequests && now - this.#startedAt > timeout + TURN;
    const isFree = this.#fetching === null || isLost;
    return isFree && now >= this.#pauseUntil && !this.#closing.signal.aborted;
  }

  /** Waits for the fetch of another request of a Worker, and fetches itself if that never ends. */
  async #waitForOther(other: Promise<void>): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      const isOver = await Promise.race([
        other.then(
          () => true,
          () => true,
        ),
        new Promise<boolean>((resolve) => setTimeout(resolve, TURN, false)),
      ]);
      if (isOver || this.#fetching === null) return;
      if (this.#fetching === other) return this.#start(true).catch(() => undefined);
      other = this.#fetching;
    }
  }

  async #orThrow(fetching: Promise<void>): Promise<void> {
    try {
      await fetching;
    } catch (cause) {
      throw new AuthError('keys_unavailable', { cause });
    }
  }

  /** @param fromCache - whether keys of the cache will do */
  #start(fromCache: boolean): Promise<void> {
    this.#startedAt = this.#settings.now();
    const fetching = this.#load(++this.#started, fromCache);
    this.#fetching = fetching;
    const done = (): void => {
      if (this.#fetching === fetching) this.#fetching = null;
    };
    fetching.then(done, done);
    return fetching;
  }

  async #load(number: number, fromCache: boolean): Promise<void> {
    const { coolDown, now } = this.#settings;
    try {
      if (this.#closing.signal.aborted) throw new Error('remoteKeys is closed');
      if (fromCache && (await this.#readCache(number))) return;
      await this.#fetch(number);
      this.#pauseUntil = now() + coolDown;
    } catch (error) {
      // Whether a newer fetch has brought keys meanwhile: then the older failure means nothing.
      if (number > this.#applied) this.#failed(error);
      throw error;
    }
  }

  async #fetch(number: number): Promise<void> {
    const { timeout, fetch, issuer, algorithms } = this.#settings;
    const answer = await withDeadline(
      timeout,
      'The fetch',
      this.#closing.signal,
      async (signal) => {
        const url = this.#settings.jwksUrl ?? this.#discovered;
        const address = url ?? (await discover(fetch, issuer as string, signal));
        const { body, headers } = await fetchJson(fetch, address, signal);
        return { address, body, fresh: freshFor(headers) };
      },
    );
    if (number < this.#applied) return;
    const { body, fresh, address } = answer;
    this.#apply(number, PublishedKeys.read(body, algorithms, this.#published), fresh, 0);
    this.#discovered = address;
    this.#recovered();
    this.#writeCache(body['keys'] as unknown[], fresh);
  }

  /** @param age - how long ago the keys were fetched, in milliseconds */
  #apply(number: number, published: PublishedKeys, fresh: number, age: number): void {
    this.#applied = number;
    this.#published = published;
    this.#set = published.set;
    this.#freshTime.begin(fresh * 1000, this.#settings.staleIfError, age);
  }

  /** Whether the cache has keys that can still be used. It is read once, at the beginning. */
  async #readCache(number: number): Promise<boolean> {
    const { cache, timeout, algorithms, staleIfError } = this.#settings;
    if (cache === null || this.#isCacheRead) return false;
    this.#isCacheRead = true;
    try {
      const text = await withDeadline(timeout, 'cache.read', this.#closing.signal, async () =>
        cache.read(),
      );
      const now = Date.now();
      const cached = parseCached(text, this.#source, now);
      if (cached === null || number < this.#applied) return false;
      const age = now - cached.fetchedAt;
      if (age >= cached.freshFor * 1000 + staleIfError) return false;
      const published = PublishedKeys.read({ keys: cached.keys }, algorithms, this.#published);
      this.#apply(number, published, cached.freshFor, age);
      return true;
    } catch (error) {
      this.#report('cache.read of remoteKeys failed, so the keys are fetched.', error);
      return false;
    }
  }

  #writeCache(keys: readonly unknown[], fresh: number): void {
    const { cache } = this.#settings;
    if (cache === null) return;
    const cached = { source: this.#source, fetchedAt: Date.now(), freshFor: fresh, keys };
    const failed = (error: unknown): void =>
      this.#report('cache.write of remoteKeys failed: other processes fetch the keys.', error);
    (async () => cache.write(JSON.stringify(cached)))().catch(failed);
  }

  get #source(): string {
    return (this.#settings.issuer ?? this.#settings.jwksUrl) as string;
  }

  #failed(error: unknown): void {
    const { now, coolDown } = this.#settings;
    this.#discovered = null;
    this.#pauseUntil = now() + Math.min(coolDown, FAILURE_PAUSE);
    if (this.#closing.signal.aborted) return;
    this.#failing = true;
    const means = this.isEmpty
      ? 'its tokens are refused (503)'
      : 'the keys that are there are used for now';
    this.#report(`The keys of ${this.#source} cannot be fetched: ${means}. See the error.`, error);
  }

  #report(reason: string, err: unknown): void {
    this.#emit({ event: 'keys_failed', code: 'keys_unavailable', reason, err });
  }

  #recovered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    const reason = `The keys of ${this.#source} were fetched again.`;
    this.#emit({ event: 'keys_recovered', code: null, reason, err: null });
  }
}

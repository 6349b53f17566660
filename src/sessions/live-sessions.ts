import type { Failure } from '../base/errors.ts';
import { AuthError } from '../base/errors.ts';
import { workEndsWithRequest } from '../base/work-ends-with-request.ts';
import type { Entry, NewEntry } from '../stores/model/entry.ts';
import { laterOf } from '../stores/model/entry.ts';
import type { Store } from '../stores/model/store.ts';
import type { NewSession } from '../stores/model/stored-session.ts';
import { CachedToken } from '../token/cached-token.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { LiveMark } from '../token/live-mark.ts';
import type { ChangeListener } from './changed-users.ts';
import { ChangedUsers } from './changed-users.ts';
import { withDeadline } from './deadline.ts';
import { Fingerprinter } from './fingerprint.ts';
import { Follower } from './follower.ts';
import { KnownIds } from './known-ids.ts';
import { liveMarkOf } from './live-mark-of.ts';
import type { LiveSettings, RevocationSettings } from './live-settings.ts';
import type { Proof } from './proof.ts';
import { RevokedState } from './revoked.ts';
import { Upkeep } from './upkeep.ts';
import type { SessionListener } from './watched-sessions.ts';
import { WatchedSessions } from './watched-sessions.ts';
import { REVOKED, UNAVAILABLE, UNNAMED } from './live-failures.ts';
import { RoomForIds } from './room-for-ids.ts';
import { reportFailure, reportRecovery } from './store-report.ts';

/** A write may take longer than a look-up: a user waits for it, and no other request does. */
const WRITE_DEADLINES = 4;

/** The sessions of one security that can be ended: asks, and writes to, the store. */
export class LiveSessions {
  readonly store: Store;
  readonly isAllowlist: boolean;
  readonly watched: WatchedSessions;
  readonly #settings: LiveSettings & RevocationSettings;
  readonly #prints = new Fingerprinter();
  readonly #state: RevokedState;
  readonly #follower: Follower;
  /** That of the follower, read for each request. */
  readonly #proof: Proof;
  readonly #room: RoomForIds;
  readonly #known: KnownIds;
  readonly #upkeep: Upkeep;
  readonly #changed: ChangedUsers;
  readonly #onlyInRequests = workEndsWithRequest();

  constructor(store: Store, own: RevocationSettings, settings: LiveSettings) {
    this.store = store;
    this.isAllowlist = own.list === 'allowlist';
    this.#settings = { ...settings, ...own };
    this.#changed = new ChangedUsers(settings.clock);
    this.#state = new RevokedState(this.#prints, this.isAllowlist);
    this.watched = new WatchedSessions(this.#state, this.#prints, () => this.#follower.catchUp());
    this.#changed.onChange((user) => this.watched.changed(user));
    const { bound, deadline, cutOffIfEmpty } = own;
    const onlyInRequests = this.#onlyInRequests;
    this.#room = new RoomForIds(this.#state, own.maxEntries, (issuer) => this.horizon(issuer));
    this.#known = new KnownIds(store, deadline);
    this.#follower = new Follower(
      store,
      settings.clock,
      { bound, deadline, cutOff: cutOffIfEmpty, onlyInRequests },
      {
        apply: (changes) => {
          this.#changed.take(changes);
          for (const entry of changes.entries) this.#apply(entry);
        },
        recovered: () => reportRecovery(settings.emit),
        failed: (error) => reportFailure(settings.emit, error),
        outdated: () => this.watched.outdated(),
        found: settings.found,
      },
    );
    this.#proof = this.#follower.proof;
    this.#upkeep = new Upkeep(store, this.#state, settings.clock);
    if (!onlyInRequests) this.#upkeep.start();
    this.#follower.start();
  }

  /** Calls a function whenever principals may have changed. */
  onChange(listener: ChangeListener): void {
    this.#changed.onChange(listener);
  }

  /** Waits until this process knows what is revoked. */
  ready(): Promise<void> {
    return this.#follower.ready();
  }

  /**
   * Returns null if the token is live, else why it is refused; a promise if the store has to be
   * asked.
   *
   * @param now - milliseconds since 1970
   */
  check(token: VerifiedToken, now: number): Failure | null | Promise<Failure | null> {
    if (!this.#proof.isFresh(now)) return this.#checkLater(token, now);
    return token.liveIn === this.#state.version ? null : this.#compare(token, now);
  }

  /** Whether this process knows that a token was revoked: for what is written after it was used. */
  isRevoked(token: VerifiedToken): boolean {
    return this.#state.reasonOf(this.#markOf(token), token.liveIn) !== null;
  }

  /**
   * Tells a listener when the session of a token ends, by whichever process.
   *
   * @param user - the user of the application, as a store names it
   * @returns a function that stops it
   */
  watch(token: VerifiedToken, user: string, listener: SessionListener): () => void {
    const isFresh = this.#proof.isFresh(this.#settings.clock());
    return this.watched.add(this.#markOf(token), user, listener, isFresh);
  }

  /**
   * Stores entries, and counts them here at once. The leeway is added to their ends.
   *
   * @throws AuthError `store_unavailable` if it may not have been stored
   */
  async append(entries: readonly NewEntry[]): Promise<void> {
    const held = await this.#room.fit(
      entries.map((entry) => ({ ...entry, until: this.#withLeeway(entry.until) })),
    );
    const stored = await this.write((store) => store.append(held));
    for (const entry of stored) this.#apply(entry);
    // Told by the feed, which says each once: told twice, a user would be loaded twice.
    if (stored.some(({ kind }) => kind === 'changed'))
      await this.write(() => this.#follower.askAgain());
  }

  /** Ends all sessions of all users; it also begins again with a store whose content was lost. */
  async revokeAll(): Promise<void> {
    await this.write((store) => store.open(true));
    await this.append([{ kind: 'all', id: '', user: null, until: null }]);
    await this.write(() => this.#follower.askAgain());
  }

  /**
   * Returns the time at which a login begins, above every cut-off.
   *
   * @param until - when the last token of the login expires; null for never
   */
  begin(until: number | null): Promise<number> {
    return this.write((store) => store.begin(this.#withLeeway(until)));
  }

  /** Stores a session that begins. */
  async add(session: Omit<NewSession, 'until'>, until: number | null): Promise<void> {
    if (this.isAllowlist) this.#room.refuseFull();
    const whole = { ...session, until: this.#withLeeway(until) };
    await this.write((store) => store.addSession(whole, this.isAllowlist));
    if (this.isAllowlist) this.#state.learn(session.id, whole.until);
  }

  /**
   * Returns until when an entry is kept that stops tokens of which nothing is known.
   *
   * @param issuer - the name of their issuer; null for the application's own
   */
  async horizon(issuer: string | null): Promise<number | null> {
    const { longestOfOwn, longestOfOthers, clock } = this.#settings;
    const most = issuer === null ? longestOfOwn : longestOfOthers;
    const end = most === null ? null : this.#withLeeway(clock() + most);
    return laterOf(await this.write((store) => store.horizon()), end);
  }

  /**
   * Whether a cut-off of a user is later than a token. For users that `userId` of an issuer
   * returns. Call it after `check`.
   *
   * @param user - as a store names it
   */
  isCutOff(token: VerifiedToken, user: string): boolean {
    return this.#state.isCutOff(this.#markOf(token), user);
  }

  /**
   * Whether a token was revoked by its id, as the store knows it now.
   *
   * @param id - as a store names it
   * @throws AuthError `store_unavailable`
   */
  async isTokenEnded(id: string): Promise<boolean> {
    await this.write(() => this.#follower.catchUp());
    return this.#state.hasToken(id);
  }

  /** Adds the leeway to a time, since a token is accepted so long after its end. */
  #withLeeway(until: number | null): number | null {
    return until === null ? null : until + this.#settings.leeway;
  }

  /**
   * Asks the store, within a deadline.
   *
   * @throws AuthError `store_unavailable`, with the error of the store as its cause
   */
  async write<T>(run: (store: Store) => Promise<T>): Promise<T> {
    try {
      return await withDeadline(this.#run(run), WRITE_DEADLINES * this.#settings.deadline);
    } catch (cause) {
      throw new AuthError('store_unavailable', { cause });
    }
  }

  /** A store is opened before it is written: what began before its first cut-off is refused. */
  async #run<T>(run: (store: Store) => Promise<T>): Promise<T> {
    if (this.#onlyInRequests) await this.#follower.open();
    return run(this.store);
  }

  async close(): Promise<void> {
    this.#follower.close();
    this.#upkeep.close();
    await this.store.close();
  }

  #apply(entry: Entry): void {
    this.#state.apply(entry);
    this.watched.told(entry);
  }

  async #checkLater(token: VerifiedToken, now: number): Promise<Failure | null> {
    try {
      await this.#follower.catchUp();
    } catch {
      return UNAVAILABLE;
    }
    this.#upkeep.runIfLate();
    return this.#compare(token, now);
  }

  #compare(token: VerifiedToken, now: number): Failure | null | Promise<Failure | null> {
    if (token instanceof CachedToken && this.#state.isStillLive(token)) {
      token.liveIn = this.#state.version;
      return null;
    }
    const mark = this.#markOf(token);
    const reason = this.#state.reasonOf(mark, token.liveIn);
    if (reason === 'unknown') return this.#askForKnown(token, mark, now);
    if (reason !== null) return REVOKED[reason];
    if (mark.isUnnamed) return now < this.#settings.acceptUnnamedUntil ? null : UNNAMED;
    token.liveIn = this.#state.version;
    return null;
  }

  async #askForKnown(token: VerifiedToken, mark: LiveMark, now: number): Promise<Failure | null> {
    const id = mark.knownAs as string;
    try {
      if (!(await this.#known.ask(id))) return REVOKED.unknown;
    } catch {
      return UNAVAILABLE;
    }
    const { longest } = this.#settings;
    this.#state.learn(id, this.#withLeeway(longest === null ? null : now + longest));
    const reason = this.#state.reasonOf(mark, token.liveIn);
    return reason === null ? null : REVOKED[reason];
  }

  #markOf(token: VerifiedToken): LiveMark {
    const known = token.mark;
    if (known !== null) return known;
    const made = liveMarkOf(token, this.#prints);
    token.mark = made;
    return made;
  }
}

import { user } from '../authz/acl-types.ts';
import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { workEndsWithRequest } from '../base/work-ends-with-request.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { UserId } from '../token/claims.ts';
import { inForce, nextEnd } from './grants.ts';
import type { AddContext, GrantsTarget, LoadContext } from './principals.ts';
import { principalsOf } from './principals.ts';
import type { KnownUser } from './user-table.ts';
import { UserTable } from './user-table.ts';

/** The checked parts of a callback whose answer is cached. */
export interface CachedLoad {
  readonly load: (userId: UserId, context: LoadContext) => unknown;
  readonly add: ((userId: UserId, context: AddContext<unknown>) => unknown) | null;
  /** In milliseconds. */
  readonly cacheFor: number;
}

/** What the application's answers are read with. */
export interface KnownUsersSettings extends CachedLoad {
  readonly userPrincipal: (id: UserId) => string;
  readonly userPrefix: string | null;
  readonly clock: Clock;
  readonly emit: Subscriber;
}

/** A load that several requests wait for. */
interface SharedLoad {
  readonly startedAt: number;
  readonly answer: Promise<KnownUser>;
}

/** A load that has not been answered. */
interface Flight {
  readonly entry: string;
  /** Whether the principals of the user have changed since the load began. */
  isStale: boolean;
}

/** How often a user is loaded for one request. */
const MOST_LOADS = 4;
/** Requests that come later than this do not wait for a load that hangs; in milliseconds. */
const SHARED_FOR = 10_000;

/**
 * The users whose principals are known. A user is loaded once for all requests that wait, and a
 * load that began before `security.changed` never counts.
 */
export class KnownUsers {
  readonly add: CachedLoad['add'];
  readonly #settings: KnownUsersSettings;
  readonly #users = new UserTable();
  readonly #shared = new Map<UserId, SharedLoad>();
  readonly #flights = new Set<Flight>();
  readonly #isSharing = !workEndsWithRequest();

  constructor(settings: KnownUsersSettings) {
    this.add = settings.add;
    this.#settings = settings;
  }

  /**
   * Returns a user; a promise only if `load` has to be called and is asynchronous.
   *
   * @param issuer - the name of the issuer; null for the application's own
   * @param now - in milliseconds since 1970
   * @throws what `load` throws, and ConfigurationError for an answer that is not usable
   */
  get(userId: UserId, issuer: string | null, now: number): KnownUser | Promise<KnownUser> {
    const key = keyOf(userId, issuer);
    const known = this.#users.find(key);
    if (known !== null && this.#counts(known, now)) return known;
    const shared = this.#shared.get(key);
    if (shared !== undefined && Math.abs(now - shared.startedAt) < SHARED_FOR) return shared.answer;
    const answer = this.#settings.load(userId, { issuer });
    if (isPromise(answer)) {
      const loaded = this.#wait(key, userId, issuer, answer, now);
      return this.#isSharing ? this.#share(key, loaded, now) : loaded;
    }
    return this.#keep(key, userId, issuer, answer, now);
  }

  /**
   * Forgets a user whose principals have changed, also the answer of a load that has begun.
   *
   * @param entry - the user as a store names it; null for everyone
   */
  drop(entry: string | null): void {
    this.#users.drop(entry);
    for (const flight of this.#flights)
      if (entry === null || flight.entry === entry) flight.isStale = true;
  }

  /** Both ends are checked: a clock that is set back must not prolong anything. */
  #counts({ loadedAt, endsAt }: KnownUser, now: number): boolean {
    return now < endsAt && now > loadedAt - this.#settings.cacheFor;
  }

  #share(key: UserId, answer: Promise<KnownUser>, startedAt: number): Promise<KnownUser> {
    const shared = { startedAt, answer };
    this.#shared.set(key, shared);
    const done = (): void => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
    };
    answer.then(done, done);
    return answer;
  }

  async #wait(
    key: UserId,
    userId: UserId,
    issuer: string | null,
    first: Promise<unknown>,
    now: number,
  ): Promise<KnownUser> {
    const flight: Flight = { entry: entryId(issuer, userId), isStale: false };
    this.#flights.add(flight);
    let answer: unknown = first;
    let startedAt = now;
    try {
      for (let loads = 1; loads <= MOST_LOADS; loads++) {
        if (loads > 1) {
          flight.isStale = false;
          startedAt = this.#settings.clock();
          answer = this.#settings.load(userId, { issuer });
        }
        const found = await answer;
        if (!flight.isStale) return this.#keep(key, userId, issuer, found, startedAt);
      }
    } finally {
      this.#flights.delete(flight);
    }
    throw new Error(`The principals of the user changed during each of ${MOST_LOADS} loads.`);
  }

  #keep(
    key: UserId,
    userId: UserId,
    issuer: string | null,
    answer: unknown,
    loadedAt: number,
  ): KnownUser {
    const { userPrincipal, userPrefix, emit, cacheFor, clock } = this.#settings;
    const own = issuer === null ? userPrincipal(userId) : user(userId, issuer);
    const target: GrantsTarget = { grants: null };
    const all = answer === null ? null : principalsOf(own, answer, emit, userPrefix, target);
    const { grants } = target;
    const now = clock();
    const known: KnownUser = {
      entry: entryId(issuer, userId),
      own,
      principals: grants === null ? all : inForce(grants, now),
      grants,
      loadedAt,
      endsAt: Math.min(loadedAt + cacheFor, grants === null ? Infinity : nextEnd(grants, now)),
      wasAsked: false,
    };
    this.#users.set(key, known);
    return known;
  }
}

/** No user id has control characters, so no id of our own is the key of another issuer's. */
function keyOf(userId: UserId, issuer: string | null): UserId {
  return issuer === null ? userId : `\0${issuer}\0${typeof userId}\0${userId}`;
}

import type { UserId } from '../token/claims.ts';
import type { Grants } from './grants.ts';

/** What is known of one user. */
export interface KnownUser {
  /** The user as a store names it. */
  readonly entry: string;
  /** The user's own principal. */
  readonly own: string;
  /** Those in force when the user was loaded; null if the application does not know the user. */
  readonly principals: readonly string[] | null;
  readonly grants: Grants | null;
  /** When the load began, and when what it answered ends, in milliseconds since 1970. */
  readonly loadedAt: number;
  readonly endsAt: number;
  /** Whether a request has asked for it since it was last looked at for eviction. */
  wasAsked: boolean;
}

/** About 10 to 20 MB with ten principals each. A user who was evicted is loaded again. */
const MOST_USERS = 20_000;
/** How many users in a row are spared because they were asked for: an eviction takes no longer. */
const SPARED = 16;

/** The users that were here lately, by key and by the name that a store gives them. */
export class UserTable {
  readonly #most: number;
  readonly #users = new Map<UserId, KnownUser>();
  /** The ids 4 and "4" are two users, and one to a store. */
  readonly #keys = new Map<string, readonly UserId[]>();

  constructor(most: number = MOST_USERS) {
    this.#most = most;
  }

  get size(): number {
    return this.#users.size;
  }

  find(key: UserId): KnownUser | null {
    const user = this.#users.get(key);
    if (user === undefined) return null;
    user.wasAsked = true;
    return user;
  }

  /** Keeps a user. If the table is full, one goes that was not asked for lately. */
  set(key: UserId, user: KnownUser): void {
    this.#remove(key);
    if (this.#users.size >= this.#most) this.#evict();
    this.#users.set(key, user);
    this.#keys.set(user.entry, [...(this.#keys.get(user.entry) ?? []), key]);
  }

  /** @param entry - the user as a store names it; null for all */
  drop(entry: string | null): void {
    if (entry !== null) {
      for (const key of this.#keys.get(entry) ?? []) this.#remove(key);
      return;
    }
    this.#users.clear();
    this.#keys.clear();
  }

  #evict(): void {
    let spared = 0;
    for (const [key, user] of this.#users) {
      if (!user.wasAsked || spared === SPARED) return this.#remove(key);
      spared++;
      user.wasAsked = false;
      this.#users.delete(key);
      this.#users.set(key, user);
    }
  }

  #remove(key: UserId): void {
    const user = this.#users.get(key);
    if (user === undefined) return;
    this.#users.delete(key);
    const left = (this.#keys.get(user.entry) ?? []).filter((other) => other !== key);
    if (left.length === 0) this.#keys.delete(user.entry);
    else this.#keys.set(user.entry, left);
  }
}

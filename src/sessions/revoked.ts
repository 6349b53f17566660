import type { Entry } from '../stores/model/entry.ts';
import type { CachedToken } from '../token/cached-token.ts';
import type { LiveMark, LivePrints } from '../token/live-mark.ts';
import { secondOf } from '../token/live-mark.ts';
import { CutOffTable } from './cut-off-table.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { IdTable } from './id-table.ts';
import { RecentPrints } from './recent-prints.ts';

/** Why a token is refused, or that an allowlist does not know it. */
export type Revoked = 'token' | 'session' | 'user' | 'all' | 'unknown';

/** How many parts of a table there are to sweep. */
const PARTS = 256;

/** What this process knows of revocations: a look-up in it takes no network and no string. */
export class RevokedState {
  readonly #prints: Fingerprinter;
  readonly #tokens = new IdTable();
  readonly #sessions = new IdTable();
  readonly #users = new CutOffTable();
  readonly #known: IdTable | null;
  #everyone = 0;
  /** The second of that cut-off: a mark of a later second needs no exact comparison. */
  #everyoneSecond = secondOf(0);
  readonly #recent = new RecentPrints();
  #part = 0;

  /** @param isAllowlist - whether entries of kind `known` are kept */
  constructor(prints: Fingerprinter, isAllowlist: boolean) {
    this.#prints = prints;
    this.#known = isAllowlist ? new IdTable() : null;
  }

  /** How many ids are held. */
  get size(): number {
    return this.#tokens.size + this.#sessions.size + (this.#known?.size ?? 0);
  }

  /** Takes an entry of the store. It may come twice. */
  apply({ kind, id, at, until }: Entry): void {
    if (kind === 'changed') return;
    const print = this.#prints.of(id);
    if (kind === 'known') {
      const [a, b] = print;
      const isRevoked = this.#sessions.has(a, b) || this.#tokens.has(a, b);
      if (!isRevoked) this.#known?.add(print, until);
      return;
    }
    if (kind === 'all') this.#revokeAll(at);
    else if (kind === 'user') this.#users.add(print, at, until);
    else {
      (kind === 'session' ? this.#sessions : this.#tokens).add(print, until);
      this.#known?.delete(print);
    }
    this.#recent.add(print);
  }

  /** Notes that the store knows an id of an allowlist. */
  learn(id: string, until: number | null): void {
    this.#known?.add(this.#prints.of(id), until);
  }

  /**
   * Counts what was revoked: a token that was compared with all of it is compared again only when
   * the number is another.
   */
  get version(): number {
    return this.#recent.version;
  }

  /**
   * Returns why a token is refused, or null.
   *
   * @param liveIn - the version in which it was last found live; -1 for none
   */
  reasonOf(mark: LiveMark, liveIn: number): Revoked | null {
    const own = this.#mayBeRevoked(mark, liveIn) ? this.#reasonByTables(mark) : null;
    const { also } = mark;
    const reason = own === null && also !== null ? this.reasonOf(also, liveIn) : own;
    return reason === null && this.#known !== null ? this.#whyUnknown(mark, this.#known) : reason;
  }

  /**
   * Whether nothing that came since a token was last found live may name it: true for nearly all,
   * and without its mark, which would be one more access to memory.
   */
  isStillLive(token: CachedToken): boolean {
    const { liveIn } = token;
    return liveIn >= 0 && !this.#mayBeRevoked(token, liveIn);
  }

  /** Whether all sessions of a user ended after those of a mark began. */
  isCutOff({ born }: LiveMark, user: string): boolean {
    return born < this.#users.at(...this.#prints.of(user));
  }

  /** Whether a token was revoked by its id. */
  hasToken(id: string): boolean {
    return this.#tokens.has(...this.#prints.of(id));
  }

  /** Forgets what has ended, in one of {@link PARTS} parts: call it again and again. */
  sweep(now: number): void {
    this.#part = (this.#part + 1) % PARTS;
    for (const table of [this.#tokens, this.#sessions, this.#users, this.#known])
      table?.sweep(this.#part, now);
  }

  /** Asks what is small first: false for most tokens. */
  #mayBeRevoked(mark: LivePrints, liveIn: number): boolean {
    if (mark.second <= this.#everyoneSecond) return true;
    const recent = this.#recent.since(liveIn);
    return recent === null
      ? this.#users.mayHave(mark.userA, mark.userB) ||
          this.#sessions.mayHave(mark.sessionA, mark.sessionB) ||
          this.#tokens.mayHave(mark.tokenA, mark.tokenB)
      : recent.mayHave(mark.userA, mark.userB) ||
          recent.mayHave(mark.sessionA, mark.sessionB) ||
          recent.mayHave(mark.tokenA, mark.tokenB);
  }

  #revokeAll(at: number): void {
    this.#everyone = Math.max(this.#everyone, at);
    this.#everyoneSecond = secondOf(this.#everyone);
  }

  #reasonByTables(mark: LiveMark): Revoked | null {
    if (mark.born < this.#everyone) return 'all';
    if (mark.born < this.#users.at(mark.userA, mark.userB)) return 'user';
    if (this.#sessions.has(mark.sessionA, mark.sessionB)) return 'session';
    return this.#tokens.has(mark.tokenA, mark.tokenB) ? 'token' : null;
  }

  /** A session is known by its own id, and a token without a session by its own. */
  #whyUnknown(mark: LiveMark, known: IdTable): Revoked | null {
    if (mark.knownAs === null) return null;
    const isSession = mark.sessionA !== 0 || mark.sessionB !== 0;
    const isKnown = isSession
      ? known.has(mark.sessionA, mark.sessionB)
      : known.has(mark.tokenA, mark.tokenB);
    return isKnown ? null : 'unknown';
  }
}

import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import type { StoreFinding } from '../stores/model/store.ts';

/** The checked options of `denylist` and `allowlist`. Times and durations are milliseconds. */
export interface RevocationSettings {
  readonly list: 'denylist' | 'allowlist';
  /** Since 1970; 0 for never. */
  readonly acceptUnnamedUntil: number;
  readonly bound: number;
  readonly deadline: number;
  readonly cutOffIfEmpty: boolean;
  /** How many ids a process holds. */
  readonly maxEntries: number;
}

/** What the sessions of one security need beside its revocation. Times are milliseconds. */
export interface LiveSettings {
  /** The longest lifetime of what the security makes by default; null for no end. */
  readonly longest: number | null;
  /**
   * The longest lifetime of a token that names a user of ours, and of one that names a user of
   * another issuer; null for no end.
   */
  readonly longestOfOwn: number | null;
  readonly longestOfOthers: number | null;
  readonly leeway: number;
  readonly clock: Clock;
  readonly emit: Subscriber;
  /** Takes what the store says of its settings; it throws if they are not acceptable. */
  readonly found: (findings: readonly StoreFinding[]) => void;
}

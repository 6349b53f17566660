/** A session as it begins. Times are milliseconds since 1970. */
export interface NewSession {
  /** The id of the session, as an id of an entry. */
  readonly id: string;
  /** The user, as an id of an entry. */
  readonly user: string;
  readonly startedAt: number;
  /** When the session ends however often it is renewed; null for never. */
  readonly endsAt: number | null;
  /** When the last of its tokens is refused by its own claims, leeway included; null for never. */
  readonly until: number | null;
  /** What the user reads in a list of sessions: a device, a browser; null for none. */
  readonly label: string | null;
  /** The first refresh token; null if the session has none. */
  readonly refresh: { readonly jti: string; readonly idleUntil: number } | null;
}

/** A session in a list. */
export interface StoredSession extends Omit<NewSession, 'refresh'> {
  /** When the session was last renewed, as far as it is known. */
  readonly seenAt: number;
}

/** One use of a refresh token. */
export interface RotationStep {
  /** The id of the session. */
  readonly session: string;
  /** The `jti` of the token that was presented. */
  readonly presented: string;
  /** The `jti` of the token that is to follow it. */
  readonly successor: string;
  /** How long the token before the last one still gives the last one, in milliseconds. */
  readonly grace: number;
  /** The time of the caller, in milliseconds since 1970. */
  readonly now: number;
  /** When the successor ends if it is not used, in milliseconds since 1970. */
  readonly idleUntil: number;
}

/**
 * What became of it:
 * - `rotated`: the presented token was the last one, and the successor is the last one now;
 * - `repeated`: it was the one before, and the grace time is not over: `jti` is the successor that
 *   was given first, `at` when;
 * - `reused`: it was used before. The session is ended in the same step, by an entry of its kind;
 * - `gone`: there is no such session, it has ended, or the last token was not used in time.
 */
export type Rotation =
  | {
      readonly outcome: 'rotated' | 'repeated';
      readonly jti: string;
      readonly session: StoredSession;
    }
  | { readonly outcome: 'reused'; readonly session: StoredSession }
  | { readonly outcome: 'gone' };

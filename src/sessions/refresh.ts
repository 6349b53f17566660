import type { Claims, UserId } from '../token/claims.ts';

/** The claims of the next access token; null ends the session. */
export type RefreshClaims = (userId: UserId, old: Claims) => RefreshAnswer | Promise<RefreshAnswer>;

/** What `claims` of the option `refresh` may return; undefined keeps the claims of the login. */
export type RefreshAnswer = Readonly<Record<string, unknown>> | null | undefined | void;

/** The checked option `refresh`. Durations are seconds. */
export interface RefreshSettings {
  /** How long a refresh token waits for its use. */
  readonly idle: number;
  /** How long after the login the session ends. */
  readonly lifetime: number;
  /** How long a token that was used gives the same successor again. */
  readonly grace: number;
  readonly claims: RefreshClaims | null;
}

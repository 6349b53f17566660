import type { RefreshCookieOptions } from '../authn/refresh-cookie.ts';
import type { Duration } from '../options/duration.ts';
import { parseDuration } from '../options/duration.ts';
import { func, OptionReader } from '../options/option-reader.ts';
import type { RefreshClaims, RefreshSettings } from '../sessions/refresh.ts';
import { positiveDuration } from './option-checks.ts';

/** What the option `refresh` takes; every member may be left out. */
export interface RefreshOptions {
  /** How long a refresh token waits for its use. Default: `'14d'`. */
  readonly idle?: Duration | undefined;
  /**
   * How long after the login the session ends, however often it was refreshed. Default: `'90d'`.
   */
  readonly lifetime?: Duration | undefined;
  /**
   * How long a refresh token that was used gives the same successor again, for requests at the same
   * time and for answers that were lost: at most `'60s'`. Default: `'10s'`.
   */
  readonly grace?: Duration | undefined;
  /**
   * Returns the claims of the next access token: undefined for those of the login, null if the user
   * may not go on.
   */
  readonly claims?: RefreshClaims | undefined;
  /**
   * The cookie that keeps the refresh token of a browser: `auth.issueTokens` sets it, and
   * `auth.refreshTokens` reads it. Default: the client keeps the token.
   */
  readonly cookie?: RefreshCookieOptions | undefined;
}

const OPTIONS = Object.keys({
  idle: true,
  lifetime: true,
  grace: true,
  claims: true,
  cookie: true,
} satisfies Record<keyof RefreshOptions, true>);
const DAY = 86_400;
const LONGEST_GRACE = 60;

/**
 * Reads the option `refresh`.
 *
 * @param faults - receives one sentence for each mistake
 */
export function readRefresh(given: unknown, faults: string[]): RefreshSettings | null {
  if (given === undefined) return null;
  const reader = new OptionReader(given as RefreshOptions, OPTIONS, 'refresh of createSecurity');
  const settings: RefreshSettings = {
    idle: reader.read('idle', 14 * DAY, positiveDuration, "must be a duration above 0: '14d'."),
    lifetime: reader.read(
      'lifetime',
      90 * DAY,
      positiveDuration,
      "must be a duration above 0: '90d'. A session that never ends lets a stolen token live forever.",
    ),
    grace: reader.read(
      'grace',
      10,
      graceOf,
      `must be a duration from 0 to ${LONGEST_GRACE} seconds: '10s'.`,
    ),
    claims: reader.read<RefreshClaims | null>('claims', null, func, 'must be a function.'),
  };
  if (settings.idle > settings.lifetime)
    reader.faults.push('refresh.idle is longer than refresh.lifetime: make it shorter.');
  faults.push(...reader.faults);
  return settings;
}

function graceOf(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds !== null && seconds >= 0 && seconds <= LONGEST_GRACE ? seconds : undefined;
}

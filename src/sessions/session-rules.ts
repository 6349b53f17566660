import type { Claims } from '../token/claims.ts';
import { isLifetime, SESSION_CLAIMS } from '../token/session-claims.ts';
import { timedId } from '../token/timed-id.ts';

/**
 * What `onReissue` may return: other claims, null to let the session end, undefined to keep the
 * claims.
 */
export type ReissueAnswer = Readonly<Record<string, unknown>> | null | undefined | void;

/** Asked before a session is renewed, with the claims of the current token. */
export type OnReissue = (claims: Claims) => ReissueAnswer | Promise<ReissueAnswer>;

/** How long a session lasts and when it is renewed; durations in seconds. */
export interface SessionSettings {
  /** The age at which a token is replaced; null if the session does not slide. */
  readonly reissueTime: number | null;
  /** The age at which the session ends, however often it was renewed; null for no end. */
  readonly lifetime: number | null;
  readonly onReissue: OnReissue | null;
}

/** The claims with which a session goes on, beside those of its current token. */
export interface Renewal {
  readonly claims: Claims;
  readonly next: Readonly<Record<string, unknown>>;
}

/**
 * Claims that belong to one token, so that the next one does not keep them. `__proto__` is not a
 * claim: assigning it would set the prototype. They are left out and not deleted: an object of
 * which V8 has deleted a member is slow from then on.
 */
const OF_ONE_TOKEN = ['iat', 'exp', 'nbf', 'jti', '__proto__'] as const;
const NOT_KEPT: ReadonlySet<string> = new Set(OF_ONE_TOKEN);
/** Claims that are not taken from the answer of `onReissue`: also those of the session. */
const NOT_TAKEN: ReadonlySet<string> = new Set([...OF_ONE_TOKEN, ...SESSION_CLAIMS]);

/**
 * The rules of a session, apart from how its token travels: how it begins, when it is renewed, when
 * it ends. Times are seconds since 1970.
 */
export class SessionRules {
  readonly #settings: SessionSettings;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Whether tokens are renewed. */
  get slides(): boolean {
    return this.#settings.reissueTime !== null;
  }

  /**
   * Returns the claims of a login: those given, with a new session id in `sid`, and the time of the
   * login in `auth_time`.
   *
   * @throws TypeError if the claims are no object: a string would be spread into its characters
   */
  begin(
    claims: Readonly<Record<string, unknown>> | undefined,
    now: number,
  ): Record<string, unknown> {
    if (claims !== undefined && !isObject(claims))
      throw new TypeError('The claims of a login are not a plain object: pass { roles: [...] }.');
    // A spread beside other members would cost as much as a hash.
    const begun: Record<string, unknown> = Object.assign({}, claims);
    begun['sid'] = timedId(now);
    begun['auth_time'] = Math.floor(now);
    return begun;
  }

  /** Whether the session has reached its lifetime. */
  isOver(claims: Claims, now: number): boolean {
    const lifetime = this.#lifetimeOf(claims);
    if (lifetime === null) return false;
    const start = startOf(claims);
    // Fails closed: without a start time, or with `auth_time` in the future and no `iat` to bound
    // it, the session would have no end.
    if (start === null || (start > now && !isTime(claims.iat))) return true;
    return !(now < start + lifetime);
  }

  /** Whether the token is old enough to be replaced. */
  isDue({ iat }: Claims, now: number): boolean {
    const { reissueTime } = this.#settings;
    return reissueTime !== null && isTime(iat) && now >= iat + reissueTime;
  }

  /** Returns when the token is old enough to be replaced; null if it never is. */
  dueAt({ iat }: Claims): number | null {
    const { reissueTime } = this.#settings;
    return reissueTime !== null && isTime(iat) ? iat + reissueTime : null;
  }

  /** Returns when the session ends at the latest, or null if it has no such time. */
  endOf(claims: Claims): number | null {
    const lifetime = this.#lifetimeOf(claims);
    const start = startOf(claims);
    return lifetime === null || start === null ? null : start + lifetime;
  }

  /**
   * Asks `onReissue` whether and with which claims the session goes on.
   *
   * @returns what `onReissue` answers; undefined without one
   */
  ask(claims: Claims): ReissueAnswer | Promise<ReissueAnswer> {
    return this.#settings.onReissue === null ? undefined : this.#settings.onReissue(claims);
  }

  /**
   * Returns the claims of the next token: all but those of one token, with the id of the session
   * and the time of the login.
   */
  continueWith({ claims, next }: Renewal, now: number): Record<string, unknown> {
    const kept: Record<string, unknown> = {};
    const isSame = next === claims;
    const left = isSame ? NOT_KEPT : NOT_TAKEN;
    for (const name of Object.keys(next)) if (!left.has(name)) kept[name] = next[name];
    if (!isSame)
      for (const name of SESSION_CLAIMS) if (claims[name] !== undefined) kept[name] = claims[name];
    // A cookie of pyramid_jwt has no id.
    kept['sid'] ??= timedId(now);
    kept['auth_time'] = claims.auth_time ?? claims.iat;
    return kept;
  }

  /** Returns the lifetime that the login named, else that of the settings; 0 for a wrong claim. */
  #lifetimeOf({ session_lifetime: own }: Claims): number | null {
    if (own === undefined) return this.#settings.lifetime;
    return isLifetime(own) ? own : 0;
  }
}

/**
 * Returns when the user logged in: `auth_time`, or `iat` in a token that was never reissued. A
 * login cannot come after the token that names it, so the earlier of both counts and a wrong
 * `auth_time` never prolongs a session.
 */
function startOf({ auth_time: authTime, iat }: Claims): number | null {
  if (!isTime(authTime)) return isTime(iat) ? iat : null;
  return isTime(iat) ? Math.min(authTime, iat) : authTime;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

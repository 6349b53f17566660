import { ConfigurationError } from '../options/configuration-error.ts';
import { DUPLICATE, readCookie } from '../http/cookie-header.ts';
import type { Failure, ReplyHeader } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { CookieWriter } from '../http/set-cookie.ts';
import { cookieWriter } from '../http/set-cookie.ts';
import type { Claims } from '../token/claims.ts';
import type { CookiePolicyOptions, CookieSettings } from './cookie-options.ts';
import { readCookieSettings } from './cookie-options.ts';
import { crossOrigin, isSafeMethod, showsOrigin } from './csrf.ts';
import type { AuthenticationPolicy, CookieSession } from './policy.ts';
import { readWebob, writeWebob } from './webob.ts';

/** The policy of a token in a cookie, with its settings as they were understood. */
export interface CookiePolicy extends AuthenticationPolicy {
  readonly kind: 'cookie';
  readonly session: CookieSession;
  readonly settings: CookieSettings;
}

const TWICE = failure(
  'credentials_malformed',
  'The cookie is there more than once: clear it, also that of parent domains and other paths.',
);
const EXPIRED = failure('session_expired');

/**
 * The policy of a token that a browser keeps in a cookie: `HttpOnly`, `Secure`, `SameSite=Lax` and bound to the one host unless told otherwise.
 *
 * A request that changes something must show that it does not come from another site. With `reissueTime` the session slides, with
 * `sessionLifetime` it ends all the same.
 *
 * @throws ConfigurationError naming every fault of the options
 */
export function cookiePolicy(options: CookiePolicyOptions = {}): CookiePolicy {
  const settings = readCookieSettings(options);
  const { cookieName, sessionLifetime, csrf } = settings;
  const trusted = new Set(settings.trustedOrigins);
  const webob = settings.format === 'webob';
  return Object.freeze({
    kind: 'cookie',
    challenge: 'Bearer',
    vary: 'Cookie',
    settings,
    session: cookieSession(settings, trusted, options.onReissue ?? null),
    find(view: RequestView): string | Failure | null {
      const value = readCookie(view.header('cookie'), cookieName);
      if (value === DUPLICATE) return TWICE;
      // An empty value is what is left when a cookie was cleared by hand: nothing is presented with it.
      if (value === null || value === '') return null;
      return webob ? readWebob(value) : value;
    },
    explain: (refused: Failure): Failure => refused,
    admit(view: RequestView, claims: Claims, now: number): Failure | null {
      if (sessionLifetime !== null && isOver(claims, sessionLifetime, now)) return EXPIRED;
      return csrf && !isSafeMethod(view.method) ? crossOrigin(view, trusted) : null;
    },
  });
}

function cookieSession(
  settings: CookieSettings,
  trusted: ReadonlySet<string>,
  onReissue: CookieSession['onReissue'],
): CookieSession {
  const {
    cookieName: name,
    cookiePath: path,
    httpsOnly: secure,
    sameSite,
    domains,
    reissueTime,
    sessionLifetime,
    csrf,
  } = settings;
  const hostOnly = cookieWriter({ name, path, domain: null, secure, sameSite });
  const byDomain = new Map(
    domains.map((domain) => [domain, cookieWriter({ name, path, domain, secure, sameSite })]),
  );
  const configured = byDomain.size === 0 ? [hostOnly] : [...byDomain.values()];
  // The cookie of the one host is cleared as well: `remember` with an empty list of domains sets that one.
  const cleared = [...byDomain.values(), hostOnly].map((writer) => writer.clear);

  function writersFor(wanted: readonly string[] | undefined): readonly CookieWriter[] {
    if (wanted === undefined) return configured;
    if (wanted.length === 0) return [hostOnly];
    return [...new Set(wanted)].map((domain) => {
      const writer = byDomain.get(domain);
      if (writer === undefined)
        throw new ConfigurationError(
          'a domain given to remember is not among the domains of cookiePolicy: add it there',
        );
      return writer;
    });
  }

  return Object.freeze({
    domains,
    onReissue,
    mayRemember(view: RequestView): Failure | null {
      // A request with neither header is from no browser of the last years, and a login cannot be forged on a client that is none: so it
      // is let through here, where `admit` refuses it because there a cookie came along.
      return csrf && !isSafeMethod(view.method) && showsOrigin(view)
        ? crossOrigin(view, trusted)
        : null;
    },
    isDue(claims: Claims, now: number): boolean {
      return reissueTime !== null && isTime(claims.iat) && now >= claims.iat + reissueTime;
    },
    endOfSession(claims: Claims): number | null {
      const start = startOfSession(claims);
      return sessionLifetime === null || start === null ? null : start + sessionLifetime;
    },
    set(
      token: string,
      maxAge: number | null,
      now: number,
      wanted?: readonly string[],
    ): ReplyHeader[] {
      const value = settings.format === 'webob' ? writeWebob(token) : token;
      return writersFor(wanted).map((writer) => writer.set(value, maxAge, now));
    },
    clear: (): ReplyHeader[] => [...cleared],
  });
}

/**
 * When the user last logged in: `auth_time`, or `iat` in a token that has never been reissued. A login cannot lie after the token that tells
 * of it, so the earlier of the two counts and a wrong `auth_time` never prolongs a session.
 */
function startOfSession(claims: Claims): number | null {
  if (!isTime(claims.auth_time)) return isTime(claims.iat) ? claims.iat : null;
  return isTime(claims.iat) ? Math.min(claims.auth_time, claims.iat) : claims.auth_time;
}

/** A session of which nobody knows when it began, or that begins in a future which no `iat` vouches for, is over: it could last for ever. */
function isOver(claims: Claims, lifetime: number, now: number): boolean {
  const start = startOfSession(claims);
  return start === null || now >= start + lifetime || (start > now && !isTime(claims.iat));
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { DUPLICATE, readCookie, readCookies } from '../http/cookie-header.ts';
import { ownMembers } from '../base/own-members.ts';
import type { RequestView } from '../http/request-view.ts';
import { SessionRules } from '../sessions/session-rules.ts';
import type { TokenKind } from '../token/token-kind.ts';
import type { Claims } from '../token/claims.ts';
import type { CookiePolicyOptions, CookieSettings } from './cookie-options.ts';
import { readCookieSettings } from './read-cookie-settings.ts';
import { checkOrigin, isUnsafe, showsOrigin } from './csrf.ts';
import type { OwnOrigins } from './origin.ts';
import type { AuthenticationPolicy, CookieSession } from './policy.ts';
import { TokenCookie } from './token-cookie.ts';
import { readWebob } from './webob.ts';

/** The policy of a token in a cookie, with its checked settings. */
export interface CookiePolicy extends AuthenticationPolicy {
  readonly kind: 'cookie';
  /** Null for the cookie of other issuers, which is read only. */
  readonly session: CookieSession | null;
  readonly settings: CookieSettings;
}

/** Verifying a signature is work: a request cannot ask for more of it. */
const MOST_COOKIES = 4;
const TOO_MANY = failure(
  'credentials_malformed',
  `The request has more than ${MOST_COOKIES} cookies of this name: clear them, also for parent domains and other paths.`,
);
const SESSION: readonly TokenKind[] = ['session'];
const SESSION_OVER = failure('session_expired');

/**
 * Returns the policy of a token that a browser keeps in a cookie: `HttpOnly`, `Secure`,
 * `SameSite=Lax` and host-only by default.
 *
 * A request that may change something must prove that no other site sent it. With `reissueTime` the
 * session slides; with `sessionLifetime` it ends all the same.
 *
 * @throws ConfigurationError naming every fault of the options
 * @example
 * createSecurity({ privateKey, policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m' })] });
 */
export function cookiePolicy(options: CookiePolicyOptions = {}): CookiePolicy {
  const settings = readCookieSettings(options);
  const { cookieName, csrf, reissueTime, sessionLifetime } = settings;
  const trusted = new Set(settings.trustedOrigins);
  const readToken = settings.format === 'webob' ? readWebob : null;
  const onReissue = ownMembers(options).onReissue ?? null;
  const isOwn = settings.issuers.length === 0;
  const rules = new SessionRules({ reissueTime, lifetime: sessionLifetime, onReissue });
  return Object.freeze({
    kind: 'cookie',
    challenge: 'Bearer',
    vary: 'Cookie',
    accepts: settings.accepts,
    issuers: settings.issuers,
    settings,
    session: isOwn ? sessionOf(settings, rules, trusted) : null,
    find(view: RequestView): string | readonly string[] | Failure | null {
      const header = view.header('cookie');
      const value = readCookie(header, cookieName);
      if (value === DUPLICATE) return findSeveral(readCookies(header, cookieName), readToken);
      // An empty value is left where a cookie was cleared by hand: it presents no credential.
      if (value === null || value === '') return null;
      return readToken === null ? value : readToken(value);
    },
    refineFailure: (refused: Failure): Failure => refused,
    checkRequest(
      view: RequestView,
      claims: Claims,
      now: number,
      own: OwnOrigins | null,
    ): Failure | null {
      if (isOwn && rules.isOver(claims, now)) return SESSION_OVER;
      return csrf && isUnsafe(view) ? checkOrigin(view, trusted, own) : null;
    },
  });
}

function sessionOf(
  settings: CookieSettings,
  rules: SessionRules,
  trusted: ReadonlySet<string>,
): CookieSession {
  return Object.freeze({
    rules,
    cookie: new TokenCookie(settings),
    renews: settings.format === 'webob' ? settings.accepts : SESSION,
    checkLogin(view: RequestView, own: OwnOrigins | null): Failure | null {
      // A request without Sec-Fetch-Site and Origin comes from no browser of the last years, and
      // only a browser can be made to log in unknowingly. `checkRequest` refuses such a request,
      // because a cookie came with it.
      if (!settings.csrf || !isUnsafe(view) || !showsOrigin(view)) return null;
      return checkOrigin(view, trusted, own);
    },
  });
}

/** Returns the different tokens in several cookies of one name; empty cookies hold none. */
function findSeveral(
  values: readonly string[],
  readToken: ((value: string) => string | Failure) | null,
): readonly string[] | Failure | null {
  const different = [...new Set(values)].filter((value) => value !== '');
  if (different.length === 0) return null;
  if (different.length > MOST_COOKIES) return TOO_MANY;
  const read = readToken === null ? different : different.map((value) => readToken(value));
  const tokens = read.filter((token) => typeof token === 'string');
  return tokens.length === 0 ? (read[0] as Failure) : tokens;
}

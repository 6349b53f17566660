import type { Failure, ReplyHeader } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Claims } from '../token/claims.ts';

/**
 * Where a request carries its token and how a token is handed back; `headerPolicy` and `cookiePolicy` make one.
 *
 * Three answers are kept apart: no credential here (`null`), one that is refused as it stands (a `Failure`), one that may be good (its text).
 */
export interface AuthenticationPolicy {
  readonly kind: 'header' | 'cookie';
  /** The scheme that a 401 names in `WWW-Authenticate` (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** The request header on which the answer depends, for `Vary`. */
  readonly vary: string;
  /** Looks for the credential: the token's text, why it is refused unread, or `null` when the request has none for this policy. */
  find(view: RequestView): string | Failure | null;
  /** Says more precisely why a text that was refused as a token is refused, by the grammar of the place it came from. */
  explain(refused: Failure, text: string): Failure;
  /** Judges a verified token in the light of the request that carried it (origin, age of the session); `null` is good. */
  admit(view: RequestView, claims: Claims, now: number): Failure | null;
  /** How a token is handed back; `null` where the client keeps its tokens itself. */
  readonly session: CookieSession | null;
}

/** The half of a cookie policy that writes. Times are seconds since 1970, lengths are seconds. */
export interface CookieSession {
  /** Whether this request may be answered with a login: `null`, or why not (a login forged from another site). */
  mayRemember(view: RequestView): Failure | null;
  /** Whether the token is old enough to be replaced by a fresh one now. */
  isDue(claims: Claims, now: number): boolean;
  /** The last moment to which a session may be carried on, whatever is renewed; `null` when it has none. */
  endOfSession(claims: Claims): number | null;
  /** Asked before a reissue: `undefined` keeps the claims, an object replaces them, `null` lets the cookie run out. */
  readonly onReissue: ((claims: Claims) => ReissueAnswer | Promise<ReissueAnswer>) | null;
  /**
   * The `Set-Cookie` of a token, one for each domain.
   *
   * @param maxAge - seconds for which the browser keeps it; `null` until the browser closes
   * @throws AuthError `cookie_too_large` over 4096 bytes of name and value
   */
  set(
    token: string,
    maxAge: number | null,
    now: number,
    domains?: readonly string[],
  ): ReplyHeader[];
  /** The `Set-Cookie` that clears whatever `set` may have written: for every configured domain and for the host alone. */
  clear(): ReplyHeader[];
  /** Whether a domain may be set on a cookie: only those of the settings. */
  readonly domains: readonly string[];
}

/** What `onReissue` may answer. */
export type ReissueAnswer = Readonly<Record<string, unknown>> | null | undefined | void;

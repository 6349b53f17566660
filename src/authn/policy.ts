import type { Failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { SessionRules } from '../sessions/session-rules.ts';
import type { Claims } from '../token/claims.ts';
import type { TokenKind } from '../token/token-kind.ts';
import type { OwnOrigins } from './origin.ts';
import type { TokenCookie } from './token-cookie.ts';

/**
 * Where a request carries its token and how a token is handed back; `headerPolicy` and
 * `cookiePolicy` make one, and an application may write its own.
 *
 * Every method is synchronous and must not throw for what a client sent.
 *
 * @example
 * const queryPolicy: AuthenticationPolicy = {
 *   kind: 'query', challenge: 'Bearer', vary: null, session: null, parameter: 'access_token',
 *   find: (view) => new URL(view.url, 'http://host').searchParams.get('access_token'),
 *   refineFailure: (failure) => failure,
 *   checkRequest: null,
 * };
 */
export interface AuthenticationPolicy {
  /** A short name for the log and for `auth.policy`: `'header'`, `'cookie'`. */
  readonly kind: string;
  /** The scheme that a 401 names in `WWW-Authenticate` (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** The request header on which a response depends, for `Vary`; null for none. */
  readonly vary: string | null;
  /**
   * The kinds of tokens that the policy takes (RFC 8725 §3.11). Default: access tokens, also
   * limited ones.
   */
  readonly accepts?: readonly TokenKind[];
  /**
   * The parameter of the address in which the policy looks for its token. A response to an address
   * that has it gets `Cache-Control: no-store` and `Referrer-Policy: no-referrer`. Default: none.
   */
  readonly parameter?: string | null;
  /**
   * The names of the issuers whose tokens the policy takes; an empty list for tokens of the
   * application itself alone. Default: its own tokens and those of all `issuers`.
   */
  readonly issuers?: readonly string[];
  /**
   * Looks for the credential.
   *
   * @returns the token; a list if the request has several, of which the latest login of one user
   *   decides; a failure if the credential is refused unread; null if the request has none for this
   *   policy
   */
  find(view: RequestView): string | readonly string[] | Failure | null;
  /**
   * Makes a token failure more precise, e.g. `credentials_malformed` when the value breaks the
   * b64token grammar (RFC 6750 §2.1).
   */
  refineFailure(failure: Failure, token: string): Failure;
  /**
   * Checks the request that carried a verified token: its origin, the age of the session. It is
   * asked again if middleware changes the method later. Null if every request is accepted.
   *
   * @param now - seconds since 1970
   * @param own - returns the server's own origins, by the option `origin`; null without that option
   * @returns why it is refused, or null
   */
  readonly checkRequest:
    | ((view: RequestView, claims: Claims, now: number, own: OwnOrigins | null) => Failure | null)
    | null;
  /** The session that the policy keeps in a cookie; null where clients keep their tokens. */
  readonly session: CookieSession | null;
}

/** A session kept in a cookie: its rules and its transport. */
export interface CookieSession {
  readonly rules: SessionRules;
  readonly cookie: TokenCookie;
  /** The kinds of tokens that are replaced when they are due. */
  readonly renews: readonly TokenKind[];
  /**
   * Returns why this request may not log in or out (it was forged by another site), or null.
   *
   * @param own - as for `checkRequest`
   */
  checkLogin(view: RequestView, own: OwnOrigins | null): Failure | null;
}

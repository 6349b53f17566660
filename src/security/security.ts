import type { Failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { JwkSet } from '../keys/publish.ts';
import type { TokenKind } from '../token/token-kind.ts';
import type { Claims, JoseHeader, UserId } from '../token/claims.ts';
import type { AuthContext } from './auth-context.ts';
import type { ProviderAnswer, ProviderMessage } from './provider-answer.ts';
import type { CreateTokenOptions } from './issue-token.ts';
import type { ClaimsArguments } from './new-claims.ts';
import type { AnyClaims, SecurityTypes } from './register.ts';
import type { PublishedAnswer } from './published.ts';
import type { OfIssuer, SessionInfo } from './session-admin.ts';
import type { IssueTokensOptions, TokenPair } from './token-pair.ts';

/** What `verifyToken` returns: the claims of a good token, or why it is refused. */
export type Verification<C = Claims> =
  | { readonly ok: true; readonly claims: C; readonly header: JoseHeader }
  | { readonly ok: false; readonly error: Failure };

/** What `verifyToken` takes beside the token. */
export interface VerifyOptions {
  /**
   * `session` for the token of a cookie that `remember` wrote, `refresh` for one of `issueTokens`,
   * `limited` for one whose claim `lim` you obey yourself, `ticket` for one of an address. Default:
   * `'access'`.
   */
  readonly kind?: TokenKind | undefined;
}

/**
 * What an application makes once, with `createSecurity`, and every entry point takes.
 *
 * @typeParam C - the claims that handlers and the callback see
 * @typeParam P - the names of permissions
 * @typeParam I - the claims that `createToken` and `remember` take
 */
export interface Security<C = Claims, P extends string = string, I = AnyClaims> {
  /** The types of the claims and permissions; it does not exist at run time. */
  readonly '~types'?: SecurityTypes<C, P, I>;
  /**
   * Finds out who sent a request. It returns a promise only if something has to be waited for, and
   * never throws for what the client sent.
   *
   * @throws ConfigurationError after `close`
   */
  authenticate(view: RequestView): AuthContext<C, P, I> | Promise<AuthContext<C, P, I>>;
  /**
   * Finds out whose token it is that came outside of a request's headers: in a message on a socket.
   *
   * @param view - the request that opened the connection, for the callback and the root
   * @throws ConfigurationError after `close`
   */
  authenticateToken(
    token: string,
    view?: RequestView,
  ): AuthContext<C, P, I> | Promise<AuthContext<C, P, I>>;
  /**
   * Checks a token: its signature, its claims and the schema, not its user.
   *
   * @param options - the `kind` of token that is expected. Default: `'access'`
   * @throws ConfigurationError after `close`
   */
  verifyToken(token: string, options?: VerifyOptions): Verification<C> | Promise<Verification<C>>;
  /**
   * Makes a token.
   *
   * @param userId - never one that a request names: who may choose it may be anyone
   * @throws TypeError if the user id, the claims or the limits are not usable; RangeError if the
   *   token is too large
   * @throws ConfigurationError without a key that can sign, and after `close`; for a `label`
   *   without a revocation
   */
  createToken(
    userId: UserId,
    ...claims: ClaimsArguments<I, CreateTokenOptions<P>>
  ): Promise<string>;
  /**
   * Logs in a client that keeps its tokens: returns an access token and a refresh token, ready to
   * be sent. It needs the options `revocation` and `refresh`.
   *
   * @throws TypeError, RangeError as `createToken` does
   * @throws AuthError `store_unavailable` if the session may not have been stored
   */
  issueTokens(
    userId: UserId,
    ...claims: ClaimsArguments<I, IssueTokensOptions>
  ): Promise<TokenPair>;
  /**
   * Exchanges a refresh token for the next pair. Requests at the same time, and one whose answer
   * was lost, get the same successor; a token that is used later ends its session.
   *
   * @throws AuthError whose code says why the token is refused: `token_expired`,
   *   `token_revoked`, `token_reused` …; `store_unavailable` and `user_unavailable` leave the token
   *   as it was
   */
  refreshTokens(refreshToken: string): Promise<TokenPair>;
  /**
   * Ends one token, by its text; a session goes on with others. One that has expired needs nothing.
   *
   * @throws TypeError for what is no token of this security, or one without a `jti`
   * @throws AuthError `store_unavailable` if it may not have been stored, as for all below
   */
  revokeToken(token: string): Promise<void>;
  /**
   * Ends a session everywhere: the cookie that `remember` set, its copies, its refresh tokens. Or
   * a token that `createToken` made with a `label`.
   *
   * @param sid - its id: that of `sessions`, or of `auth.session`
   */
  revokeSession(sid: string, options?: OfIssuer): Promise<void>;
  /** Logs a user out everywhere: all that began before is refused, and a login after it is not. */
  revokeUser(userId: UserId, options?: OfIssuer): Promise<void>;
  /** Logs everyone out: for the day on which a key has leaked. */
  revokeAll(): Promise<void>;
  /**
   * Handles a logout message of an identity provider: a logout token (OpenID Connect Back-Channel
   * Logout 1.0), or a security event token with the event `session-revoked` (RFC 8935, CAEP). It
   * ends the sessions whose `providerSession` names it, and
   * the tokens of the issuer.
   *
   * @returns what to answer; a message that is not accepted is answered and logged, not thrown
   * @throws TypeError if the body is no string
   * @throws ConfigurationError without `issuers` or a revocation
   * @example
   * const contentType = request.headers.get('content-type');
   * const answer = await security.endByProvider({ contentType, body: await request.text() });
   * return new Response(answer.body, answer);
   */
  endByProvider(message: ProviderMessage): Promise<ProviderAnswer>;
  /**
   * Says that the principals of a user have changed, so that every process calls `callback.load`
   * again before the next request of the user. Call it after the change is stored. Without a
   * revocation only this process hears of it: others know after `cacheFor`.
   *
   * @throws AuthError `store_unavailable` if others may not hear of it
   */
  changed(userId: UserId, options?: OfIssuer): Promise<void>;
  /**
   * Returns the public keys with which others verify the tokens of this security (RFC 7517 §5), to
   * be published. It is empty if no token can be made, or if secrets sign.
   */
  jwks(): JwkSet;
  /**
   * Answers a request for what the option `publish` names: GET and HEAD of its addresses, and their
   * preflight. `authenticate` of every entry point calls it.
   *
   * @returns null for any other request
   */
  respond(view: RequestView): PublishedAnswer | null;
  /**
   * Returns the sessions of a user that have not ended, the latest login first, and the tokens that
   * `createToken` made with a `label`.
   */
  sessions(userId: UserId, options?: OfIssuer): Promise<readonly SessionInfo[]>;
  /**
   * Waits until everything is there that a request needs: the list of what is revoked, and keys
   * that are fetched.
   *
   * @throws ConfigurationError if the store can never work
   * @throws AuthError `keys_unavailable` if the keys of the issuer cannot be fetched
   */
  ready(): Promise<void>;
  /** Waits for requests in flight and closes what was opened. Every later call is refused. */
  close(): Promise<void>;
}

import type { AclTemplate, List } from '../authz/acl-template.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Decision } from '../authz/decision.ts';
import type { Failure } from '../base/errors.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import type { Duration } from '../options/duration.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import type { Limits } from '../token/limits.ts';
import type { ProviderSession } from '../token/provider-session.ts';
import type { ActAsOptions } from './act-as.ts';
import type { Actor } from './acting.ts';
import type { TicketOptions } from './make-ticket.ts';
import type { EndReason } from './end-listener.ts';
import type { CreateTokenOptions } from './issue-token.ts';
import type { ForwardOptions } from './forward.ts';
import type { Freshness } from './freshness.ts';
import type { AuthSession } from './session-of.ts';
import type { IssueTokensOptions } from './token-pair.ts';
import type { SentTokens } from './tokens-by-cookie.ts';
import type { ClaimsArguments } from './new-claims.ts';
import type {
  AnyClaims,
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from './register.ts';

/** What `remember` takes beside the claims. */
export interface RememberOptions {
  /**
   * Whether the browser keeps the cookie when it is closed. False writes a cookie without `Max-Age`
   * and `Expires`, and so does every reissue. Default: true.
   */
  readonly persistent?: boolean | undefined;
  /**
   * How long after this login the session ends, in place of `sessionLifetime` and longer or shorter
   * than that: `'30d'`. Between two requests still only `expiration` may pass, if the session
   * slides; pass both for a user who comes back after weeks. Default: that of the policy.
   */
  readonly lifetime?: Duration | undefined;
  /** Some of the domains of the cookie policy; none for the host alone. Default: all. */
  readonly domains?: readonly string[] | undefined;
  /**
   * The lifetime of this login's tokens; null or `'never'` for no end. Default: that of
   * `createSecurity`; of a session that does not slide, the `lifetime` if that is given.
   */
  readonly expiration?: TokenOptions['expiration'];
  /**
   * What the user reads in a list of sessions: the device, the browser. It is cut after 200
   * characters.
   */
  readonly label?: string | undefined;
  /**
   * Says that something else proves who sent this request, so that its origin is not checked:
   * `'state'` for a form that an identity provider makes the browser post (`form_post` of OpenID
   * Connect, SAML), after the application has compared the `state` with the one that it gave to
   * this browser.
   */
  readonly provedBy?: 'state' | undefined;
  /**
   * The session at the identity provider with which this one begins, so that a logout there ends
   * it: see `endByProvider`. It needs a revocation.
   */
  readonly providerSession?: ProviderSession | undefined;
}

/** A resource as it is passed to a question: null or undefined means that it does not exist. */
export type Asked<P extends string> = Resource<P> | null | undefined;

/**
 * The members of an auth context that do not depend on whether the request is authenticated.
 *
 * A question without a resource is about the root. A resource passed as null or undefined does not
 * exist: nothing permits it, and `require` answers 404.
 *
 * @typeParam P - the names of permissions
 * @typeParam I - the claims that `createToken` and `remember` take
 */
export interface AuthContextBase<P extends string = string, I = AnyClaims> {
  /** The user of a valid token, even if the callback does not know that user. */
  readonly unauthenticatedUserId: UserId | null;
  /**
   * `system.Everyone`, and for a user `system.Authenticated`, `user:<id>` and what the callback
   * added.
   */
  readonly principals: readonly string[];
  /** Why a presented credential is refused, or null. Never send it to the client. */
  readonly failure: Failure | null;
  /** The kind of the policy that found the credential (`'header'`, `'cookie'`), or null. */
  readonly policy: string | null;
  /** The name of the issuer of the token; null for the application's own, or without a token. */
  readonly issuer: string | null;
  /**
   * What the token is limited to, or null: see the option `only` of `createToken`. What is outside
   * is denied whatever the ACLs say. Compare no `principals` by hand: they are those of the user.
   */
  readonly limits: Limits<P> | null;
  /** Who acts for the user: see `actAs`. Null if it is the user. */
  readonly actor: Actor | null;
  /** The session of the token, or null if it has none: what a page says of its end. */
  readonly session: AuthSession | null;
  /**
   * Whether the ACLs of the resource and of its parents allow the permission.
   *
   * @throws ConfigurationError on a malformed ACE that is met, or parents that form a loop
   */
  permits(permission: P, ...resource: [resource?: Asked<P>]): boolean;
  /**
   * The same answer with the ACE, the resource and the sentence that explain it.
   *
   * @throws ConfigurationError as `permits` does
   */
  decide(permission: P, ...resource: [resource?: Asked<P>]): Decision;
  /**
   * Throws unless the permission is granted. It evaluates the ACLs once.
   *
   * With a {@link Freshness} it also throws unless the user has logged in lately, or by certain
   * means. The challenge then tells the client what is asked for (RFC 9470). That question is the
   * last: a user without the permission gets 403, and need not log in again for it.
   *
   * @throws AuthError `permission_denied` 403; for an anonymous request `credentials_missing` 401
   *   or the code of `failure`; `resource_missing` 404 for null or undefined;
   *   `authentication_insufficient` 401
   * @throws ConfigurationError as `permits` does, and for a freshness that asks for nothing
   * @example
   * auth.require('pay', account, { maxAuthAge: '5m' });
   */
  require(permission: P, ...resource: [resource?: Asked<P>]): void;
  require(permission: P, freshness: Freshness): void;
  require(permission: P, resource: Asked<P>, freshness: Freshness): void;
  /** Returns those of the security's `permissions` that are granted: for buttons and menus. */
  permissions(...resource: [resource?: Asked<P>]): readonly P[];
  /**
   * Returns which rows of a table the permission is granted for: `'all'`, `'none'`, or a condition
   * for `filter` and the renderers of `pyramidion/query`. The root of the security is not asked:
   * the option `root` of the template says what the rows are inside. It is `'none'` for
   * a token that is limited to one resource.
   *
   * @param template - made by `aclFor` of `pyramidion/query`
   * @throws ConfigurationError if the template is none
   * @example
   * const mine = auth.list(reportAcl, 'read');
   */
  list<Row>(template: AclTemplate<Row, P>, permission: P): List<Row>;
  /**
   * Makes a token for the client to keep, as `security.createToken` does.
   *
   * @param userId - never one that the request names: `auth.userId`, or who has just logged in
   * @throws AuthError `permission_denied` if the token of the request is limited; the rest as
   *   `security.createToken` does
   */
  createToken(
    userId: UserId,
    ...claims: ClaimsArguments<I, CreateTokenOptions<P>>
  ): Promise<string>;
  /**
   * Makes a ticket: a token for the address of one page, where no header can be sent (EventSource,
   * `<img>`, a download). It opens this permission on this resource, and on what is inside it, for
   * the user of the request, until its end or that of the session. `ticketPolicy` reads it.
   *
   * @param resource - has a `name` that no other resource has; what is on the page is found again
   *   by it
   * @param options - how long it is good, and how often
   * @throws AuthError as `require` does; for an anonymous request 401; `permission_denied` if the
   *   token of the request is counted itself; `store_unavailable`
   * @throws TypeError if no resource is passed, or it has no name, an option is wrong, or the token
   *   of the request is of another issuer
   * @throws ConfigurationError without a key that can sign; for `uses` without a revocation
   * @example
   * const ticket = await auth.ticket('read', report);
   * return `<img src="/reports/7/chart?ticket=${ticket}">`;
   */
  ticket(permission: P, resource: Resource<P>, options?: TicketOptions): Promise<string>;
  /**
   * Makes a token of the same user for another service, with no more than the token of the request.
   *
   * @param options - the `audience` is required
   * @throws AuthError `credentials_missing` or the code of `failure` for an anonymous request,
   *   `token_expired`
   * @throws TypeError, RangeError for options that are not usable; TypeError for a token of another
   *   issuer
   * @throws ConfigurationError without a key that can sign
   * @example
   * const token = await auth.forward({ audience: 'billing', only: ['invoice:read'] });
   */
  forward(options: ForwardOptions): Promise<string>;
  /**
   * Makes a token with which the user of this request acts as another one. It has the principals of
   * that user and `Acting`, `auth.actor` names who acts, and the log has both.
   *
   * @param permission - what the ACL of the root has to grant to the user of this request
   * @throws AuthError `permission_denied`, also if the token of the request is limited or acts for
   *   a user already; as `forward` and `createToken` do
   * @example
   * const token = await auth.actAs(customer.id, 'support', { expiration: '15m' });
   */
  actAs(userId: UserId, permission: P, options?: ActAsOptions<I>): Promise<string>;
  /**
   * Logs in a client that keeps its access token, as `security.issueTokens` does. If `refresh` has
   * a cookie, that keeps the refresh token, and a page of another origin is refused.
   *
   * @throws AuthError `cross_origin_refused`, `store_unavailable`; `permission_denied` and the rest
   *   as `createToken` does
   */
  issueTokens(
    userId: UserId,
    ...claims: ClaimsArguments<I, IssueTokensOptions>
  ): Promise<SentTokens>;
  /**
   * Exchanges the refresh token in the cookie of this request for the next pair, as
   * `security.refreshTokens` does. The new cookie is sent with a response of any status.
   *
   * @throws AuthError `credentials_missing` without the cookie, `cross_origin_refused`,
   *   `permission_denied` if the token of the request is limited, and as `security.refreshTokens`
   *   does
   */
  refreshTokens(): Promise<SentTokens>;
  /**
   * Logs in: sets the cookie of every cookie policy, on a response below status 400. Only the last
   * call of `remember` or `forget` in a request takes effect. Await it. A request that may change
   * something must come from a page of this server or of `trustedOrigins`. A GET is not asked: an
   * application that logs in by one has to prove it by a `state`.
   *
   * @throws AuthError `cross_origin_refused` 403 if another site sent the request,
   *   `permission_denied` 403 if the token of the request is limited, `cookie_too_large`
   * @throws TypeError if the user id, the claims or an option are not usable; RangeError for a
   *   lifetime below one second
   * @throws ConfigurationError without a key that can sign, for a domain that is not configured,
   *   and
   *   after the response headers were written
   */
  remember(userId: UserId, ...claims: ClaimsArguments<I, RememberOptions>): void | Promise<void>;
  /**
   * Logs out: clears what `remember` set, on a response of any status. Await it. The origin is
   * asked as for `remember`. With a revocation it also ends the session on every machine; if the
   * store fails, the cookie is cleared all the same.
   *
   * @throws AuthError `cross_origin_refused` 403 if another site sent the request,
   *   `store_unavailable` 503 if the end of the session may not have been stored
   * @throws ConfigurationError after the response headers were written
   */
  forget(): void | Promise<void>;
  /**
   * Ends the session of this request on every machine, or its token if that has no session. The
   * cookie stays: `forget` clears it and does the same.
   *
   * @throws AuthError `store_unavailable` if it may not have been stored; for an anonymous request
   *   the code of `failure`, or `credentials_missing`
   * @throws ConfigurationError without a revocation
   */
  revoke(): Promise<void>;
  /**
   * Calls a function once, when this request would be refused if it came again: its token expires,
   * or was revoked by any process. For what outlasts a request: sockets, streams.
   *
   * The principals stay those of the request. An anonymous one ends when the security is closed.
   *
   * @param callback - what it throws is logged
   * @returns a function that stops it: call it when the connection is closed
   * @throws TypeError if the callback is no function
   * @example
   * const stop = auth.onEnd((reason) => response.end(`event: end\ndata: ${reason}\n\n`));
   * response.on('close', stop);
   */
  onEnd(callback: (reason: EndReason) => unknown): () => void;
  /** Leaves the cookie as it is: this response does not renew the session. */
  keepCookie(): void;
  /**
   * Returns the headers of the response (`Set-Cookie`, `Cache-Control`, `Vary`), and afterwards an
   * empty list. For adapters: call it once, when the status is known and nothing is written yet.
   *
   * @param status - the HTTP status of the response
   */
  take(status: number): readonly ReplyHeader[];
}

/** The auth context of a request whose user is known. */
export interface AuthenticatedContext<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
> extends AuthContextBase<P, I> {
  readonly isAuthenticated: true;
  readonly userId: UserId;
  readonly claims: C;
}

/**
 * The auth context of an anonymous request. It has claims if a token is good but its user unknown.
 */
export interface AnonymousContext<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
> extends AuthContextBase<P, I> {
  readonly isAuthenticated: false;
  readonly userId: null;
  readonly claims: C | null;
}

/**
 * What a handler sees of one request. `isAuthenticated` narrows `userId` and `claims`. Without type
 * arguments it has the types of the registered security: see {@link Register}.
 *
 * @typeParam C - the claims
 * @typeParam P - the names of permissions
 * @typeParam I - the claims that `createToken` and `remember` take
 * @example
 * if (auth.isAuthenticated) auth.userId.toString();
 */
export type AuthContext<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
> = AuthenticatedContext<C, P, I> | AnonymousContext<C, P, I>;

/** The members that both contexts declare, as the class behind them has them. */
export interface UntypedContext extends AuthContextBase {
  readonly isAuthenticated: boolean;
  readonly userId: UserId | null;
  readonly claims: Claims | null;
}

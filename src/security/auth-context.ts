import type { Decision } from '../authz/decision.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Failure, ReplyHeader } from '../base/errors.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';

/** What `remember` takes beside the claims. */
export interface RememberOptions {
  /** Some of the domains of the cookie policy's settings; all of them when left out. */
  readonly domains?: readonly string[] | undefined;
  /** The life of this login's token; `undefined` is the policy's, `null` or `'never'` is none. */
  readonly expiration?: number | string | null | undefined;
}

/** What is known and can be done whoever asks. */
interface AuthContextBase<P extends string> {
  /** The user id of a valid token, even when the callback does not know that user. */
  readonly unauthenticatedUserId: UserId | null;
  /** `system.Everyone`, and for a user `system.Authenticated`, `user:<id>` and what the callback added. */
  readonly principals: readonly string[];
  /** Why a presented credential was refused, or `null`; never send it to the client. */
  readonly failure: Failure | null;
  /** Whether the ACL of the resource (the root when left out) and of its parents allows it. */
  permits(permission: P, resource?: Resource<P> | null): boolean;
  /** The same answer with the ACE, the resource and the sentence that explain it. */
  decide(permission: P, resource?: Resource<P> | null): Decision;
  /** @throws AuthError 403 `permission_denied`, or when nobody is authenticated 401 `credentials_missing` or what `failure` says */
  require(permission: P, resource?: Resource<P> | null): void;
  /** Makes a token for the client to keep. */
  createToken(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options?: TokenOptions,
  ): Promise<string>;
  /**
   * Logs in: sets the cookie of every cookie policy on the response. The last `remember` or `forget` of a request wins, alone. Await it.
   *
   * @throws AuthError `cross_origin_refused` when another site sent the request, `cookie_too_large`, `token_claims_invalid`
   */
  remember(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options?: RememberOptions,
  ): void | Promise<void>;
  /** Logs out: clears what `remember` set. */
  forget(): void | Promise<void>;
  /** Leaves the cookie as it is: no reissue on this response. */
  keepCookie(): void;
  /** The headers for the response so far (`Set-Cookie`, `Cache-Control`, `Vary`), for a response that is no error. */
  readonly headers: readonly ReplyHeader[];
  /** The headers for a response of this status: a session is not renewed by an error (400 and above). */
  headersFor(status: number): readonly ReplyHeader[];
}

/** A request of a user whom the token names and the application knows. */
export interface AuthenticatedContext<C = Claims, P extends string = string>
  extends AuthContextBase<P> {
  readonly isAuthenticated: true;
  readonly userId: UserId;
  readonly claims: C;
}

/** A request of nobody in particular; `claims` are there when the token was good but its user is not known. */
export interface AnonymousContext<C = Claims, P extends string = string>
  extends AuthContextBase<P> {
  readonly isAuthenticated: false;
  readonly userId: null;
  readonly claims: C | null;
}

/** What a handler sees of one request; `isAuthenticated` tells the two apart, for TypeScript too. */
export type AuthContext<C = Claims, P extends string = string> =
  | AuthenticatedContext<C, P>
  | AnonymousContext<C, P>;

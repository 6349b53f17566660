import type { AuthContext, AuthenticatedContext } from '../../security/auth-context.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../../security/register.ts';

/** What a fetch handler answers with. */
export type FetchAnswer = Response | Promise<Response>;

/** What the runtime passes after the request: `env` and `ctx` of a Worker, `{ params }` of Next. */
// oxlint-disable-next-line typescript/no-explicit-any -- handlers annotate it
export type FetchRest = any[];

/** What a handler gets after the request. */
export interface FetchContext<A = AuthContext> {
  readonly auth: A;
}

/**
 * Answers one request.
 *
 * @typeParam A - the auth context
 * @typeParam R - the request: a `NextRequest`, a `BunRequest`
 */
export type FetchHandler<A = AuthContext, R extends Request = Request> = (
  request: R,
  context: FetchContext<A>,
  ...rest: FetchRest
) => FetchAnswer;

/** The arguments of a fetch handler, as resource functions and `onRefused` get them. */
export type FetchArgs = [request: Request, context: FetchContext, ...rest: FetchRest];

/** Makes what the runtime calls from a handler of the application. */
export type FetchApplication<A> = <R extends Request>(
  handler: FetchHandler<A, R>,
) => (request: R, ...rest: FetchRest) => FetchAnswer;

/** Stands before a handler that may be anonymous. */
export type FetchGuard = <A = AuthContext, R extends Request = Request>(
  handler: FetchHandler<A, R>,
) => FetchHandler<A, R>;

/** Stands before a handler whose user is known. */
export type FetchUserGuard = <
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
  R extends Request = Request,
>(
  handler: FetchHandler<AuthenticatedContext<C, P, I>, R>,
) => FetchHandler<AuthContext<C, P, I>, R>;

import type { AuthContext, AuthenticatedContext } from '../kit/kit.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../../security/register.ts';

/** The parameters of a route as Next gives them: a string, or a list for `[...name]`. */
export type NextParams = Record<string, string | string[] | undefined>;

/**
 * What a route handler gets after the request.
 *
 * @typeParam T - the parameters of the route: `{ id: string }` for `[id]`
 */
export interface NextContext<T = NextParams, A = AuthContext> {
  readonly params: Promise<T>;
  readonly auth: A;
}

/** The same behind `required()`, where the user is known. */
export type NextUserContext<T = NextParams> = NextContext<T, AuthenticatedContext>;

/** What a route handler answers with. */
export type NextAnswer = Response | Promise<Response>;

/** A handler of `route.ts`, with the auth context beside its parameters. */
export type NextHandler<A = AuthContext, R extends Request = Request, T = NextParams> = (
  request: R,
  context: NextContext<T, A>,
) => NextAnswer;

/** The arguments of a route handler, as resource functions and `onRefused` get them. */
export type NextArgs = [request: Request, context: NextContext];

/** What `route.ts` exports as `GET` or `POST`. */
export type NextRoute<R extends Request = Request, T = NextParams> = (
  request: R,
  context: { readonly params: Promise<T> },
) => NextAnswer;

/** Makes what `route.ts` exports from a handler of the application. */
export type NextApplication<A> = <R extends Request = Request, T = NextParams>(
  handler: NextHandler<A, R, T>,
) => NextRoute<R, T>;

/** Stands before a route handler that may be anonymous. */
export type NextGuard = <A = AuthContext, R extends Request = Request, T = NextParams>(
  handler: NextHandler<A, R, T>,
) => NextHandler<A, R, T>;

/** Stands before a route handler whose user is known. */
export type NextUserGuard = <
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
  R extends Request = Request,
  T = NextParams,
>(
  handler: NextHandler<AuthenticatedContext<C, P, I>, R, T>,
) => NextHandler<AuthContext<C, P, I>, R, T>;

import { whenReady } from '../base/maybe-promise.ts';
import { fetchView } from '../http/fetch-view.ts';
import type { AuthContext, AuthenticatedContext } from '../security/auth-context.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../security/register.ts';
import type { Security } from '../security/security.ts';
import type { AuthenticateOptions } from './kit/ask.ts';
import { ask, keepOnRefused } from './kit/ask.ts';
import { authIn, userIn } from './kit/auth-of.ts';
import { refusalResponse, writeToResponse } from './kit/fetch-response.ts';
import type { Permit, RequireUser } from './kit/guards.ts';
import { guards } from './kit/guards.ts';
import { answerThrown, runAnswering } from './kit/thrown.ts';

type Answer = Response | Promise<Response>;

/** What a handler gets after the request. */
export interface FetchContext<A = AuthContext> {
  readonly auth: A;
}

// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` could not be annotated by handlers
type Rest = any[];

/**
 * Answers one request.
 *
 * @typeParam A - the auth context
 * @typeParam R - the request: a `NextRequest`, a `BunRequest`
 * @param rest - what the runtime passes: `env` and `ctx` of a Worker, `{ params }` of Next
 */
export type FetchHandler<A = AuthContext, R extends Request = Request> = (
  request: R,
  context: FetchContext<A>,
  ...rest: Rest
) => Answer;

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

type Args = [request: Request, context: FetchContext, ...rest: Rest];
type Known = Request & { [AUTH]?: AuthContext };
const AUTH: unique symbol = Symbol('the auth context of a request');

/**
 * Finds out who sends each request before the handler runs. What the handler throws is answered: an
 * AuthError by its status, anything else by a logged 500.
 *
 * @example
 * export default { fetch: authenticate(security)((request, { auth }) => Response.json(auth.userId)) };
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<Args, Answer> = {},
): <R extends Request>(
  handler: FetchHandler<AuthContext<C, P, I>, R>,
) => (request: R, ...rest: Rest) => Answer {
  const answer = answerThrown<Args, Answer>(security, refusalResponse);
  return <R extends Request>(handler: FetchHandler<AuthContext<C, P, I>, R>) =>
    (request: R & Known, ...rest: Rest) =>
      runAnswering(
        () =>
          ask(security, fetchView(request), request[AUTH], (auth) => {
            request[AUTH] = auth;
            keepOnRefused(auth, options);
            const context = { auth: auth as unknown as AuthContext<C, P, I> };
            const response = runAnswering(
              () => handler(request, context, ...rest),
              (error) => answer(error, auth, request, { auth }, ...rest),
            );
            return whenReady(response, (later) => writeToResponse(later, auth));
          }),
        (error) => answer(error, undefined, request, undefined as never, ...rest),
      );
}

const made = guards<Args, FetchGuard, Answer>({
  auth: (_request, { auth }) => auth,
  guard:
    (check, refuse) =>
    (handler) =>
    (request, context, ...rest) =>
      whenReady(check(request, context as never, ...rest), (error) =>
        error === null
          ? handler(request, context, ...rest)
          : refuse(error, request, context as never, ...rest),
      ),
  refuse: refusalResponse,
});

/** Lets requests through that the ACL permits. It stands before a handler: `permit('read')(handler)`. */
export const permit: Permit<Args, FetchGuard, Answer> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<Args, FetchUserGuard, Answer> = made.required as never;

/**
 * Returns the auth context of a request. Type arguments are for an application with two securities.
 *
 * @throws ConfigurationError without `authenticate`
 */
export function authOf<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(request: Request): AuthContext<C, P, I> {
  return authIn((request as Known)[AUTH]);
}

/**
 * Returns the auth context of an authenticated request.
 *
 * @throws AuthError 401 if the request is anonymous
 * @throws ConfigurationError without `authenticate`
 */
export function userOf<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(request: Request): AuthenticatedContext<C, P, I> {
  return userIn((request as Known)[AUTH]);
}

import type { DefaultPermission } from './kit/default-access.ts';
import { defaultAccess, guardByDefault } from './kit/default-access.ts';
import type { FetchApplication, FetchArgs, FetchGuard, FetchRest } from './kit/fetch-handler.ts';
import type { FetchUserGuard } from './kit/fetch-handler.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { RequireUser, Security, UserOf } from './kit/kit.ts';
import { authIn, createServe, fetchView, guards, publishedResponse } from './kit/kit.ts';
import { markRules, refusalResponse, rulesOn, userIn, writeToResponse } from './kit/kit.ts';

export type * from './kit/fetch-handler.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';

type Known<R = Request> = R & { [AUTH]?: AuthContext };
const AUTH: unique symbol = Symbol('the auth context of a request');

const framework: Framework<FetchArgs, Response> = {
  auth: (_request, context) => context.auth,
  refuse: refusalResponse,
  answer: publishedResponse,
  write: writeToResponse,
};

/**
 * Finds out who sends each request before the handler runs. What the handler throws is answered: an
 * AuthError by its status, anything else by a logged 500.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * const serve = authenticate(security)((_request, { auth }) => Response.json(auth.userId));
 * export default { fetch: serve };
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<FetchArgs, Response> & DefaultPermission<NoInfer<P>> = {},
): FetchApplication<AuthContext<C, P, I>> {
  const access = defaultAccess(security, options);
  const serve = createServe(security, options, framework, access);
  return (handler) => {
    const go = guardByDefault(access, handler, permit as never);
    const serveHandler = (request: Known<Parameters<typeof handler>[0]>, ...rest: FetchRest) => {
      const context = {} as { auth: AuthContext & AuthContext<C, P, I> };
      return serve([request, context, ...rest], fetchView(request), request[AUTH], (auth) => {
        context.auth = request[AUTH] = auth as typeof context.auth;
        return go(request, context, ...rest);
      });
    };
    return markRules(serveHandler, rulesOn(handler));
  };
}

const made = guards<FetchArgs, FetchGuard, Response, FetchUserGuard>(
  framework,
  (check) => (handler) => {
    const guarded: typeof handler = (request, context, ...rest) =>
      check([request, context as never, ...rest], () => handler(request, context, ...rest));
    return markRules(guarded as never, [...rulesOn(check), ...rulesOn(handler)]);
  },
);

/**
 * Lets requests through that the ACL permits. It stands before a handler:
 * `permit('read')(handler)`.
 */
export const permit: Permit<FetchArgs, FetchGuard, Response> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<FetchArgs, FetchUserGuard, Response> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<Request> = (request: Known) => authIn(request[AUTH]);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<Request> = (request: Known) => userIn(request[AUTH]);

import { AuthError } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { contextOf } from '../security/internals.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { RequireUser, Security, UserOf } from './kit/kit.ts';
import { answerCaught, authIn, createAsk, fetchView, guards, publishedBy } from './kit/kit.ts';
import { markRules, publishedResponse, refusalResponse, rulesOn, userIn } from './kit/kit.ts';
import { writeToResponse } from './kit/kit.ts';
import { controlResponse } from './next/control.ts';
import type {
  NextAnswer,
  NextApplication,
  NextArgs,
  NextGuard,
  NextUserGuard,
} from './next/types.ts';

export { proxyAuth } from './next/proxy-auth.ts';
export type { ProxyRequest } from './next/proxy-auth.ts';
export { serverAuth } from './next/server-auth.ts';
export type * from './next/server-types.ts';
export type * from './next/types.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';

type Known = Request & { [AUTH]?: AuthContext };
const AUTH: unique symbol = Symbol('the auth context of a request');

const framework: Framework<NextArgs, Response> = {
  auth: (_request, { auth }) => auth,
  refuse: refusalResponse,
};

/**
 * Finds out who sends each request to a route handler before it runs: the handler gets `auth`
 * beside `params`. An AuthError that it throws is answered as a guard would answer it; other errors
 * go to Next. For pages and actions see {@link serverAuth}.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * export const GET = authenticate(security)(
 *   permit('read')((_request, { auth }) => Response.json(auth.userId)),
 * );
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<NextArgs, Response> = {},
): NextApplication<AuthContext<C, P, I>> {
  const ask = createAsk(security, options);
  const respond = publishedBy(security);
  return (handler) => (request: Known & Parameters<typeof handler>[0], given) => {
    const view = fetchView(request);
    const published = respond?.(view) ?? null;
    if (published !== null) return publishedResponse(published);
    const before = request[AUTH];
    return ask(view, before, (auth) => {
      request[AUTH] = auth;
      const context = { ...given, auth: auth as AuthContext & AuthContext<C, P, I> };
      const run = (): NextAnswer => handler(request, context);
      // Mounted twice: the outer one answers and writes.
      return auth === before ? run() : serve(run, [request, context as never]);
    });
  };
}

function serve(run: () => NextAnswer, args: NextArgs): NextAnswer {
  const finish = (response: Response): Response => writeToResponse(response, args[1].auth);
  const fail = (error: unknown): NextAnswer => answerThrown(error, args);
  try {
    const answer = run();
    return isPromise(answer) ? answer.then(finish).catch(fail) : finish(answer);
  } catch (error) {
    return fail(error);
  }
}

/**
 * Answers an AuthError, and whatever else was thrown after a login or logout, because Next would
 * answer without the cookie.
 *
 * @throws any other error, for Next
 */
async function answerThrown(error: unknown, args: NextArgs): Promise<Response> {
  const { auth } = args[1];
  const isRefusal = AuthError.isAuthError(error);
  if (!isRefusal && !contextOf(auth).changesCookie) throw error;
  const control = isRefusal ? null : controlResponse(error);
  return writeToResponse(control ?? (await answerCaught(framework, error, args)), auth);
}

const made = guards<NextArgs, NextGuard, Response, NextUserGuard>(
  framework,
  (check) => (handler) => {
    const guarded: typeof handler = (request, context) =>
      check([request, context as never], () => handler(request, context));
    return markRules(guarded as never, [...rulesOn(check), ...rulesOn(handler)]);
  },
);

/**
 * Lets requests through that the ACL permits. It stands before a handler:
 * `permit('read')(handler)`.
 */
export const permit: Permit<NextArgs, NextGuard, Response> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<NextArgs, NextUserGuard, Response> = made.required;

/** Returns the auth context of a request to a route handler: see {@link AuthOf}. */
export const authOf: AuthOf<Request> = (request: Known) => authIn(request[AUTH]);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<Request> = (request: Known) => userIn(request[AUTH]);

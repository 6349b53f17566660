import { whenReady } from '../base/maybe-promise.ts';
import { fetchView } from '../http/fetch-view.ts';
import type { AuthContext, AuthenticatedContext } from '../security/auth-context.ts';
import type { Security } from '../security/security.ts';
import type { AuthenticateOptions } from './kit/ask.ts';
import { ask, keepOnRefused } from './kit/ask.ts';
import { authIn, userIn } from './kit/auth-of.ts';
import { refusalResponse, writeToResponse } from './kit/fetch-response.ts';
import type { Guards } from './kit/guards.ts';
import { guards } from './kit/guards.ts';
import { answerThrown, runAnswering } from './kit/thrown.ts';

type Answer = Response | Promise<Response>;

/** What a handler gets after the request. */
export interface FetchContext<A = AuthContext> {
  readonly auth: A;
}

/** Answers one request; `rest` is what the runtime passes after it (`env` and `ctx` of a Worker). */
export type FetchHandler<A = AuthContext> = (
  request: Request,
  context: FetchContext<A>,
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the runtime passes
  ...rest: any[]
) => Answer;

type Args = [request: Request, context: FetchContext, ...rest: unknown[]];
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
): (
  handler: FetchHandler<AuthContext<C, P, I>>,
) => (request: Request, ...rest: unknown[]) => Answer {
  const answer = answerThrown<Args, Answer>(security, refusalResponse);
  return (handler) =>
    (request: Known, ...rest) =>
      runAnswering(
        () =>
          ask(security, fetchView(request), request[AUTH], (auth) => {
            request[AUTH] = auth;
            keepOnRefused(auth, options);
            const context = { auth: auth as AuthContext<C, P, I> };
            const response = runAnswering(
              () => handler(request, context, ...rest),
              (error) => answer(error, auth, request, { auth }, ...rest),
            );
            return whenReady(response, (later) => writeToResponse(later, auth));
          }),
        (error) => answer(error, undefined, request, undefined as never, ...rest),
      );
}

type EntryGuards = Guards<Args, (handler: FetchHandler<never>) => FetchHandler, Answer>;
const made: EntryGuards = guards<Args, (handler: FetchHandler<never>) => FetchHandler, Answer>({
  auth: (_request, { auth }) => auth,
  guard:
    (check, refuse) =>
    (handler) =>
    (request, context, ...rest) =>
      whenReady(check(request, context, ...rest), (error) =>
        error === null
          ? handler(request, context as never, ...rest)
          : refuse(error, request, context, ...rest),
      ),
  refuse: refusalResponse,
});

/** Lets requests through that the ACL permits. It stands before a handler: `permit('read')(handler)`. */
export const permit: EntryGuards['permit'] = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: EntryGuards['required'] = made.required;

/** Returns the auth context of a request. @throws ConfigurationError without `authenticate` */
export function authOf(request: Request): AuthContext {
  return authIn((request as Known)[AUTH]);
}

/** Returns the auth context of an authenticated request. @throws AuthError 401 if it is anonymous */
export function userOf(request: Request): AuthenticatedContext {
  return userIn((request as Known)[AUTH]);
}

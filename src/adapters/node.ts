import type { IncomingMessage, ServerResponse } from 'node:http';
import { whenReady } from '../base/maybe-promise.ts';
import { nodeView } from '../http/node-view.ts';
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
import type { Permit, RequireUser } from './kit/guards.ts';
import { guards } from './kit/guards.ts';
import { refuseNode, writeToNode } from './kit/node-response.ts';
import { answerThrown, runAnswering } from './kit/thrown.ts';

/** A request with its auth context. */
export type AuthRequest<A = AuthContext> = IncomingMessage & { readonly auth: A };

/** Answers one request. */
export type NodeHandler<A = AuthContext> = (
  request: AuthRequest<A>,
  response: ServerResponse,
) => unknown;

/** Stands before a handler that may be anonymous. */
export type NodeGuard = <A = AuthContext>(handler: NodeHandler<A>) => NodeHandler<A>;

/** Stands before a handler whose user is known. */
export type NodeUserGuard = <
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(
  handler: NodeHandler<AuthenticatedContext<C, P, I>>,
) => NodeHandler<AuthContext<C, P, I>>;

type Args = [request: IncomingMessage, response: ServerResponse];
type Known = IncomingMessage & { auth?: unknown };

/**
 * Finds out who sends each request before the handler runs. What the handler throws is answered: an
 * AuthError by its status, anything else by a logged 500.
 *
 * @example
 * createServer(authenticate(security)(permit('read')((request, response) => response.end('ok'))));
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<Args, unknown> = {},
): (handler: NodeHandler<AuthContext<C, P, I>>) => (...args: Args) => unknown {
  const answer = answerThrown<Args, unknown>(security, refuse);
  return (handler) => (request: Known, response) =>
    runAnswering<unknown>(
      () =>
        ask(security, nodeView(request), request.auth, (auth) => {
          request.auth = auth;
          keepOnRefused(auth, options);
          writeToNode(response, auth);
          return handler(request as AuthRequest<AuthContext<C, P, I>>, response);
        }),
      (error) => answer(error, request.auth, request, response),
    );
}

const made = guards<Args, NodeGuard, unknown>({
  auth: (request: Known) => request.auth,
  guard: (check, refusal) => (handler) => (request, response) =>
    whenReady<unknown, unknown>(check(request, response), (error) =>
      error === null ? handler(request, response) : refusal(error as never, request, response),
    ),
  refuse,
});

/** Lets requests through that the ACL permits. It stands before a handler: `permit('read')(handler)`. */
export const permit: Permit<Args, NodeGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<Args, NodeUserGuard, unknown> = made.required as never;

function refuse(error: unknown, _request: IncomingMessage, response: ServerResponse): void {
  refuseNode(error, response);
}

/**
 * Returns the auth context of a request. Type arguments are for an application with two securities.
 *
 * @throws ConfigurationError without `authenticate`
 */
export function authOf<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(request: IncomingMessage): AuthContext<C, P, I> {
  return authIn((request as Known).auth);
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
>(request: IncomingMessage): AuthenticatedContext<C, P, I> {
  return userIn((request as Known).auth);
}

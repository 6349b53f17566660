import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DefaultPermission } from './kit/default-access.ts';
import { defaultAccess, guardByDefault } from './kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { RequireUser, Security, UserOf } from './kit/kit.ts';
import { answerNode, authIn, createServe, guards, nodeView, refuseNode } from './kit/kit.ts';
import { markRules, rulesOn, runGuard, userIn, writeToNode } from './kit/kit.ts';
import type { AuthRequest, NodeArgs, NodeGuard, NodeUserGuard } from './kit/node-handler.ts';
import type { NodeHandler } from './kit/node-handler.ts';

export type * from './kit/node-handler.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';

type Known = IncomingMessage & { auth?: unknown };

const framework: Framework<NodeArgs, unknown> = {
  auth: (request: Known) => request.auth,
  refuse: (error, _request, response) => refuseNode(error, response),
  answer: (published, _request, response) => answerNode(published, response),
};

/**
 * Finds out who sends each request before the handler runs. What the handler throws is answered: an
 * AuthError by its status, anything else by a logged 500. It also serves the compatibility API of
 * `node:http2`.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * createServer(authenticate(security)(permit('read')((request, response) => response.end('ok'))));
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<NodeArgs, unknown> & DefaultPermission<NoInfer<P>> = {},
): (handler: NodeHandler<AuthContext<C, P, I>>) => (...args: NodeArgs) => unknown {
  const access = defaultAccess(security, options);
  const serve = createServe(security, options, framework, access);
  return (handler) => {
    const go = guardByDefault(access, handler, permit as never);
    const serveHandler = (request: Known, response: ServerResponse) =>
      serve([request, response], nodeView(request), request.auth, (auth) => {
        request.auth = auth;
        writeToNode(response, auth);
        return go(request as AuthRequest<AuthContext<C, P, I>>, response);
      });
    return markRules(serveHandler, rulesOn(handler));
  };
}

const made = guards<NodeArgs, NodeGuard, unknown, NodeUserGuard>(
  framework,
  (check) => (handler) => {
    const guarded: typeof handler = (request, response) =>
      runGuard(framework, check, [request, response], () => handler(request, response));
    return markRules(guarded as never, [...rulesOn(check), ...rulesOn(handler)]);
  },
);

/**
 * Lets requests through that the ACL permits. It stands before a handler:
 * `permit('read')(handler)`.
 */
export const permit: Permit<NodeArgs, NodeGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<NodeArgs, NodeUserGuard, unknown> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<IncomingMessage> = (request: Known) => authIn(request.auth);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<IncomingMessage> = (request: Known) => userIn(request.auth);

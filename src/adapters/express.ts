import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { protectRoutes } from './express/default-guard.ts';
import { findRoutes } from './express/routes.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { ExpressArgs, ExpressGuard } from './kit/express-guard.ts';
import { anyRoute } from './kit/express-guard.ts';
import { answerRefusalsLast } from './kit/express-last.ts';
import type { AuthenticateOptions, Authenticator, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { AuthContext, RequireUser, UserOf } from './kit/kit.ts';
import { answerNode, authIn, createAsk, guards, nodeView, publishedBy } from './kit/kit.ts';
import { refuseNode, runReporting, userIn, writeToNode } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';

export type { ExpressArgs, ExpressGuard } from './kit/express-guard.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

type Known = IncomingMessage & { auth?: unknown };

const VIEW = { secure: (request: Request) => request.secure };
const framework: Framework<ExpressArgs, unknown> = {
  auth: (request: Known) => request.auth,
  refuse: (error, _request, response) => refuseNode(error, response),
};

const protect = protectRoutes(framework);

/**
 * Finds out who sends each request: `app.use(authenticate(security))`. Behind a proxy, set
 * Express's `trust proxy`. What handlers throw goes to the application's error handlers; an
 * AuthError that none of them answers is answered as a guard would. Express 4 does not see the
 * errors of async handlers: pass them to `next`, or use Express 5.
 *
 * Handlers get the auth context by `authOf(request)`. It is also `request.auth`, which has a type
 * if the application declares it: no global type is changed for it, since others declare an `auth`
 * too.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * declare global {
 *   namespace Express { interface Request { auth: AuthContext } }
 * }
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<ExpressArgs, unknown> & DefaultPermission = {},
): ExpressGuard {
  const access = defaultAccess(security, options);
  const ask = createAsk(security, options, access);
  const respond = publishedBy(security);
  const handler: RequestHandler = (request, response, next) => {
    answerRefusalsLast(request.app, framework);
    // Others declare an `auth` of theirs (the MCP SDK does), so its own type is not asked.
    const known = request as unknown as { auth: unknown };
    const go = (auth: AuthContext): void => {
      known.auth = auth;
      writeToNode(response, auth);
      if (access === null) next();
      else protect({ auth, access }, [request, response, next], handler);
    };
    const view = nodeView(request, VIEW);
    const published = respond === null ? null : respond(view);
    if (published !== null) return answerNode(published, response);
    runReporting(() => ask(view, known.auth, go), next);
  };
  return markSecurity(anyRoute(handler), security, options);
}

const made = guards<ExpressArgs, ExpressGuard, unknown>(framework, (check) =>
  anyRoute((request, response, next) =>
    runReporting(() => check([request, response, next], next), next),
  ),
);

/** Lets requests through that the ACL permits: see {@link Permit}. */
export const permit: Permit<ExpressArgs, ExpressGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<ExpressArgs, ExpressGuard, unknown> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<IncomingMessage> = (request: Known) => authIn(request.auth);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<IncomingMessage> = (request: Known) => userIn(request.auth);

/**
 * Lists the routes of an application or of a router, in the order in which they are asked. A guard
 * counts for a route if every request to the route passes it, wherever it is mounted. Handlers of
 * `app.use` are no routes.
 *
 * @throws ConfigurationError for another value, and if the version of Express hides a path
 */
export const routesOf = (app: (...args: never[]) => unknown): readonly Route[] =>
  routeList(findRoutes(app));

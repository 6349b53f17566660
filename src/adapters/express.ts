import type { IncomingMessage } from 'node:http';
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import { AuthError } from '../base/errors.ts';
import { runMaybeAsync } from '../base/maybe-promise.ts';
import { nodeView } from '../http/node-view.ts';
import type { AuthContext, AuthenticatedContext } from '../security/auth-context.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../security/register.ts';
import type { AuthenticateOptions, Authenticator } from './kit/ask.ts';
import { ask, keepOnRefused, keptOnRefused } from './kit/ask.ts';
import { authIn, userIn } from './kit/auth-of.ts';
import type { Permit, RequireUser } from './kit/guards.ts';
import { guards } from './kit/guards.ts';
import { refuseNode, writeToNode } from './kit/node-response.ts';

type Args = [request: Request, response: Response, next: NextFunction];

/** A middleware that leaves to the handlers behind it the types of their route: parameters and body. */
export interface ExpressGuard {
  // oxlint-disable-next-line typescript/no-explicit-any -- the constraint of Express itself
  <P, ResBody, ReqBody, ReqQuery, Locals extends Record<string, any>>(
    request: Request<P, ResBody, ReqBody, ReqQuery, Locals>,
    response: Response<ResBody, Locals>,
    next: NextFunction,
  ): unknown;
}
type Known = Request & { auth?: unknown };

const VIEW = { secure: (request: Request) => request.secure };

/**
 * Finds out who sends each request: `app.use(authenticate(security))`. Behind a proxy, set Express's
 * `trust proxy`. What handlers throw goes to Express's error handlers; an AuthError that none of them
 * answers is answered as a guard would.
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<Args, unknown> = {},
): ExpressGuard {
  return anyRoute((request: Known, response, next) => {
    answerRefusalsLast(request.app);
    runMaybeAsync(
      () =>
        ask(security, nodeView(request, VIEW), request.auth, (auth) => {
          request.auth = auth;
          keepOnRefused(auth, options);
          writeToNode(response, auth);
        }),
      () => next(),
      next,
    );
  });
}

/** Express ties the type of a handler to one route. */
function anyRoute(handler: RequestHandler): ExpressGuard {
  return handler as ExpressGuard;
}

const answering = new WeakSet<Application>();

/**
 * Adds an error handler behind all that the application has, once. Express has no other way to see an
 * error that a route throws.
 */
function answerRefusalsLast(app: Application): void {
  if (answering.has(app)) return;
  answering.add(app);
  app.use((error: unknown, request: Known, response: Response, next: NextFunction) => {
    if (!AuthError.isAuthError(error) || response.headersSent) return next(error);
    return (keptOnRefused<Args, unknown>(request.auth) ?? refuse)(error, request, response, next);
  });
}

const made = guards<Args, ExpressGuard, unknown>({
  auth: (request: Known) => request.auth,
  guard: (check, refusal) =>
    anyRoute((request, response, next) =>
      runMaybeAsync(
        () => check(request, response, next),
        (error) => (error === null ? next() : refusal(error, request, response, next)),
        next,
      ),
    ),
  refuse,
});

/** Lets requests through that the ACL permits: see {@link Guards}. */
export const permit: Permit<Args, ExpressGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<Args, ExpressGuard, unknown> = made.required;

function refuse(error: AuthError, _request: Request, response: Response): void {
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

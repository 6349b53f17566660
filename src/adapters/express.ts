import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import { AuthError } from '../base/errors.ts';
import { runMaybeAsync } from '../base/maybe-promise.ts';
import { nodeView } from '../http/node-view.ts';
import type { AuthContext, AuthenticatedContext } from '../security/auth-context.ts';
import type { AuthenticateOptions, Authenticator } from './kit/ask.ts';
import { ask, keepOnRefused, keptOnRefused } from './kit/ask.ts';
import { authIn, userIn } from './kit/auth-of.ts';
import type { Guards } from './kit/guards.ts';
import { guards } from './kit/guards.ts';
import { refuseNode, writeToNode } from './kit/node-response.ts';

type Args = [request: Request, response: Response, next: NextFunction];
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
): RequestHandler {
  return (request: Known, response, next) => {
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
  };
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

type EntryGuards = Guards<Args, RequestHandler, unknown>;
const made: EntryGuards = guards<Args, RequestHandler, unknown>({
  auth: (request: Known) => request.auth,
  guard: (check, refusal) => (request, response, next) =>
    runMaybeAsync(
      () => check(request, response, next),
      (error) => (error === null ? next() : refusal(error, request, response, next)),
      next,
    ),
  refuse,
});

/** Lets requests through that the ACL permits: see {@link Guards}. */
export const permit: EntryGuards['permit'] = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: EntryGuards['required'] = made.required;

function refuse(error: AuthError, _request: Request, response: Response): void {
  refuseNode(error, response);
}

/** Returns the auth context of a request. @throws ConfigurationError without `authenticate` */
export function authOf(request: Request): AuthContext {
  return authIn((request as Known).auth);
}

/** Returns the auth context of an authenticated request. @throws AuthError 401 if it is anonymous */
export function userOf(request: Request): AuthenticatedContext {
  return userIn((request as Known).auth);
}

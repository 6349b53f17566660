import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthError } from '../base/errors.ts';
import { runMaybeAsync } from '../base/maybe-promise.ts';
import type { AuthContext } from '../security/auth-context.ts';
import type { Authenticator, ResourceOf, Verdict } from '../security/guard.ts';
import { judgePermission, judgeUser } from '../security/guard.ts';
import { NodeRequestView, onReply, refuse } from './_node-http.ts';

declare global {
  namespace Express {
    interface Request {
      /** Who asks, once `authenticate` has run. */
      auth: AuthContext;
    }
  }
}

/** How guards may be told to answer. */
export interface GuardOptions {
  /** Answers a refusal instead of the guard; call `next(error)` to hand it to the application's error handler. */
  readonly onRefused?:
    | ((error: AuthError, request: Request, response: Response, next: NextFunction) => unknown)
    | undefined;
}

/** Finds out who sends each request: `app.use(authenticate(security))`. Behind a proxy, set Express's `trust proxy`. */
export function authenticate(security: Authenticator): RequestHandler {
  return (request, response, next) => {
    const ask = () =>
      security.authenticate(new NodeRequestView(request, () => request.secure)) as
        | AuthContext
        | Promise<AuthContext>;
    const go = (auth: AuthContext): void => {
      request.auth = auth;
      onReply(response, auth);
      next();
    };
    runMaybeAsync(ask, go, next);
  };
}

/** Lets only those through whom the ACL of the resource (the root when left out) allows the permission. */
export function permit(
  permission: string,
  resource?: ResourceOf<Request>,
  options: GuardOptions = {},
): RequestHandler {
  return guard((request) => judgePermission(request.auth, permission, resource, request), options);
}

/** Lets only authenticated users through. */
export function required(options: GuardOptions = {}): RequestHandler {
  return guard((request) => judgeUser(request.auth), options);
}

function guard(
  judge: (request: Request) => Verdict,
  { onRefused = answerRefusal }: GuardOptions,
): RequestHandler {
  return (request, response, next) =>
    runMaybeAsync(
      () => judge(request),
      (error) => (error === null ? next() : onRefused(error, request, response, next)),
      next,
    );
}

function answerRefusal(error: AuthError, _request: Request, response: Response): void {
  refuse(error, response);
}

import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthError } from '../base/errors.ts';
import { isPromise } from '../base/is-promise.ts';
import type { AuthContext } from '../security/auth-context.ts';
import type { Authenticator, ResourceOf } from '../security/guard.ts';
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
  readonly onRefused?: ((error: AuthError, request: Request, response: Response, next: NextFunction) => unknown) | undefined;
}

/** Finds out who sends each request: `app.use(authenticate(security))`. Behind a proxy, set Express's `trust proxy`. */
export function authenticate(security: Authenticator): RequestHandler {
  return (request, response, next) => {
    const go = (auth: AuthContext): void => {
      request.auth = auth;
      onReply(response, auth);
      next();
    };
    try {
      const found = security.authenticate(new ExpressRequestView(request)) as AuthContext | Promise<AuthContext>;
      if (found instanceof Promise) found.then(go).catch(next);
      else go(found);
    } catch (error) {
      next(error);
    }
  };
}

/** What Express makes of a proxy's word on the connection counts, where it is told to trust it. */
class ExpressRequestView extends NodeRequestView {
  override get secure(): boolean {
    return (this.request as Request).secure;
  }
}

/** Lets only those through whom the ACL of the resource (the root when left out) allows the permission. */
export function permit(permission: string, resource?: ResourceOf<Request>, options: GuardOptions = {}): RequestHandler {
  return guard((request) => judgePermission(request.auth, permission, resource, request), options);
}

/** Lets only authenticated users through. */
export function required(options: GuardOptions = {}): RequestHandler {
  return guard((request) => judgeUser(request.auth), options);
}

type Judge = (request: Request) => AuthError | null | Promise<AuthError | null>;

function guard(judge: Judge, { onRefused = defaultRefusal }: GuardOptions): RequestHandler {
  return (request, response, next) => {
    const go = (error: AuthError | null): unknown => (error === null ? next() : onRefused(error, request, response, next));
    try {
      const judged = judge(request);
      const done = judged instanceof Promise ? judged.then(go) : go(judged);
      if (isPromise(done)) Promise.resolve(done).catch(next);
    } catch (error) {
      next(error);
    }
  };
}

function defaultRefusal(error: AuthError, _request: Request, response: Response): void {
  refuse(error, response);
}

import type { Application, NextFunction, Request, Response } from 'express';
import { AuthError } from '../../base/errors.ts';
import { runReporting } from '../../base/maybe-promise.ts';
import { onRefusedOf } from './ask.ts';
import type { ExpressArgs } from './express-guard.ts';
import type { Framework } from './serve.ts';

type Handle = (error: unknown, ...args: ExpressArgs) => void;

/** What is read of an application: `_router` of Express 4, `router` of 5, and the app it is mounted in. */
type Known = Omit<Application, 'router'> & {
  readonly _router?: Router;
  readonly router: Router;
  readonly parent?: Known;
};
type Router = { readonly stack: readonly { readonly handle: unknown }[] };

/** The error handler that was added last to each application. */
const added = new WeakMap<Known, Handle>();

/**
 * Keeps an error handler for AuthErrors behind all that an application has, because Express shows an
 * error of a route only to the error handlers that follow it. The application's own come first, also
 * those of the application that it is mounted in, and those that are added after the first request.
 */
export function answerRefusalsLast(
  app: Application | undefined,
  framework: Framework<ExpressArgs, unknown>,
): void {
  const root = rootOf(app as Known | undefined);
  if (root === undefined || added.get(root) === lastOf(root)) return;
  const handle: Handle = (error, request, response, next) => {
    // What was added behind this handler since then comes first, and then a later one of ours.
    if (rootOf(root) !== root || lastOf(root) !== handle) {
      answerRefusalsLast(root as unknown as Application, framework);
      return next(error);
    }
    if (!AuthError.isAuthError(error) || response.headersSent) return next(error);
    const { auth } = request as Request & { auth?: unknown };
    const answer = onRefusedOf<ExpressArgs, unknown>(auth) ?? framework.refuse;
    runReporting(() => answer(error, request, response, next), next);
  };
  added.set(root, handle);
  root.use(handle);
}

/** The outermost application; undefined if a router runs without one. */
function rootOf(app: Known | undefined): Known | undefined {
  return app?.parent === undefined ? app : rootOf(app.parent);
}

function lastOf(app: Known): unknown {
  return (app._router ?? app.router).stack.at(-1)?.handle;
}

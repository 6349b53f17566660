import type { Application } from 'express';
import { AuthError } from '../../base/errors.ts';
import { runReporting } from '../../base/maybe-promise.ts';
import type { ExpressArgs } from './express-guard.ts';
import type { Framework } from './framework.ts';
import { answerRefusal } from './framework.ts';

/**
 * The mark of such an error handler: the same in every copy of this package, so that one stays
 * last.
 */
const ANSWERS_LAST: unique symbol = Symbol.for('pyramidion.express.last') as never;

interface Handle {
  (error: unknown, ...args: ExpressArgs): void;
  [ANSWERS_LAST]?: true;
}
type Router = { readonly stack: readonly { readonly handle: Handle }[] };

/**
 * What is read of an application: `_router` of Express 4, `router` of 5, and the app it is mounted
 * in.
 */
type Known = Omit<Application, 'router'> & {
  readonly _router?: Router;
  readonly router: Router;
  readonly parent?: Known;
};

/**
 * Keeps an error handler for AuthErrors behind all that an application has, because Express shows
 * an error of a route only to the error handlers that follow it. The application's own come first,
 * also those of the application that it is mounted in, and those that are added after the first
 * request.
 */
export function answerRefusalsLast(
  app: Application | undefined,
  framework: Framework<ExpressArgs, unknown>,
): void {
  const root = rootOf(app as Known | undefined);
  if (root === undefined || lastOf(root)?.[ANSWERS_LAST] === true) return;
  const handle: Handle = (error, request, response, next) => {
    // What was added behind this handler since then comes first, and then a later one of ours.
    if (rootOf(root) !== root || lastOf(root) !== handle) {
      answerRefusalsLast(root as unknown as Application, framework);
      return next(error);
    }
    if (!AuthError.isAuthError(error) || response.headersSent) return next(error);
    runReporting(() => answerRefusal(framework, error, [request, response, next]), next);
  };
  handle[ANSWERS_LAST] = true;
  root.use(handle);
}

/** The outermost application; undefined if a router runs without one. */
function rootOf(app: Known | undefined): Known | undefined {
  return app?.parent === undefined ? app : rootOf(app.parent);
}

function lastOf(app: Known): Handle | undefined {
  return (app._router ?? app.router).stack.at(-1)?.handle;
}

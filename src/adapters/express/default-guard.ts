import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { DefaultAsked } from '../kit/default-access.ts';
import type { ExpressArgs } from '../kit/express-guard.ts';
import type { Framework } from '../kit/kit.ts';
import { answerRefusal, runReporting } from '../kit/kit.ts';
import type { Route } from './guarded-route.ts';
import { isRoute, namesRule, putFirst } from './guarded-route.ts';

/** Global, so that two copies of this package share what they put on requests and routes. */
const DEFAULTS: unique symbol = Symbol.for('pyramidion.express.defaults') as never;
const ROUTE: unique symbol = Symbol.for('pyramidion.express.route') as never;
const GUARDED: unique symbol = Symbol.for('pyramidion.express.guarded') as never;

interface App {
  readonly request: object;
  readonly parent?: App;
}
type Known = Omit<Request, 'route' | 'app'> & {
  [DEFAULTS]?: readonly DefaultAsked[];
  [ROUTE]?: unknown;
  route?: unknown;
  readonly app?: App;
};

/** Makes what asks the default permission before each route of a request that names no rule. */
export function protectRoutes(
  framework: Framework<ExpressArgs, unknown>,
): (entry: DefaultAsked, args: ExpressArgs, self: unknown) => void {
  /** Goes on, or answers the first refusal. */
  const ask = (entries: readonly DefaultAsked[], args: ExpressArgs): void => {
    const [, , next] = args;
    const run = (): unknown => {
      for (const { auth, access } of entries) {
        const refusal = access.refusal(auth);
        if (refusal !== null)
          return answerRefusal({ ...framework, auth: () => auth }, refusal, args);
      }
      return next();
    };
    runReporting(run, next);
  };
  const guard = (route: Route): RequestHandler => {
    const handler = (request: Request, response: Response, next: NextFunction): void => {
      const entries = (request as unknown as Known)[DEFAULTS] ?? [];
      if (entries.length === 0 || namesRule(route, request.method, handler)) next();
      else ask(entries, [request, response, next]);
    };
    return handler as RequestHandler;
  };
  /** Express sets `request.route` just before it runs a route. */
  const route: PropertyDescriptor & ThisType<Known> = {
    configurable: true,
    enumerable: true,
    get() {
      return this[ROUTE];
    },
    set(value: unknown) {
      this[ROUTE] = value;
      if (this[DEFAULTS] === undefined || !isRoute(value) || GUARDED in value) return;
      Object.defineProperty(value, GUARDED, { value: true });
      putFirst(value, guard(value));
    },
  };
  return (entry, args, self) => {
    const [request, , next] = args as unknown as [Known, Response, NextFunction];
    const others = (request[DEFAULTS] ?? []).filter(({ auth }) => auth !== entry.auth);
    request[DEFAULTS] = [...others, entry];
    const running: unknown = request.route;
    const holder = rootOf(request.app)?.request ?? request;
    if (!(ROUTE in holder)) {
      Object.defineProperty(holder, ROUTE, { value: undefined, writable: true });
      Object.defineProperty(holder, 'route', route);
    }
    // Express may have set it before the property was there.
    if (holder !== request && Object.hasOwn(request, 'route')) delete request.route;
    request[ROUTE] = running;
    // `authenticate` is itself a handler of a route, whose others are next.
    const isInRoute = isRoute(running) && request.next !== next;
    if (isInRoute && !namesRule(running, request.method, self)) ask([entry], args);
    else next();
  };
}

/** The outermost application: the requests of all others inherit from its own. */
function rootOf(app: App | undefined): App | undefined {
  return app?.parent === undefined ? app : rootOf(app.parent);
}

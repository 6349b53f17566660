import type { RequestHandler } from 'express';
import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';

/** One handler of a route; `method` is undefined if it serves all. */
interface Layer {
  readonly handle: Function & { readonly stack?: unknown; readonly handle?: unknown };
  readonly method?: string;
}

/** What is used of a `Route` of Express 5 and 4. */
export interface Route {
  stack: readonly Layer[];
  readonly methods: Record<string, boolean>;
  all(handler: RequestHandler): unknown;
}

/**
 * Whether a value that Express put on a request is a route.
 *
 * @throws ConfigurationError if it is one of a version that is not known
 */
export function isRoute(value: unknown): value is Route {
  const { dispatch, stack, methods, all } = (value ?? {}) as Record<string, unknown>;
  if (typeof dispatch !== 'function') return false;
  if (Array.isArray(stack) && typeof methods === 'object' && typeof all === 'function') return true;
  throw setupIncomplete(
    'defaultPermission of authenticate does not know the routes of this version of Express: use Express 5 or 4, or a guard for each router.',
  );
}

/** The handlers of a route that run for a method, as `Route.dispatch` of Express chooses them. */
function handlersOf({ stack, methods }: Route, method: string): readonly Layer['handle'][] {
  const name = method.toLowerCase();
  const served = name === 'head' && methods['head'] !== true ? 'get' : name;
  return stack
    .filter((layer) => layer.method === undefined || layer.method === served)
    .map(({ handle }) => handle)
    .filter((handle) => handle.length <= 3);
}

/**
 * Whether the route needs no default permission for a method: it has a guard before its last
 * handler, or is nothing but guards and routers, whose own routes are protected.
 *
 * @param self - a handler that does not count
 */
export function namesRule(route: Route, method: string, self: unknown): boolean {
  const handlers = handlersOf(route, method).filter((handler) => handler !== self);
  const isGuard = (handler: unknown): boolean => rulesOn(handler).length > 0;
  if (handlers.slice(0, -1).some(isGuard)) return true;
  return handlers.every((handler) => isGuard(handler) || isRouter(handler));
}

function isRouter({ stack, handle }: Layer['handle']): boolean {
  return Array.isArray(stack) || typeof handle === 'function';
}

/** Puts a handler before all others of a route. A request that is in the route does not notice. */
export function putFirst(route: Route, handler: RequestHandler): void {
  const servesAll = route.methods['_all'] === true;
  route.all(handler);
  // Otherwise the route would match every method.
  if (!servesAll) delete route.methods['_all'];
  route.stack = [...route.stack.slice(-1), ...route.stack.slice(0, -1)];
}

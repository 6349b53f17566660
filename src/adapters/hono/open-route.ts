import type { Context } from 'hono';
import { setupIncomplete } from '../../security/internals.ts';
import { namesRule } from '../kit/names-rule.ts';
import { isPlain } from '../kit/route-walk.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { HonoRoute } from './routes.ts';
import { callsOf, isLast } from './routes.ts';

/**
 * Whether a request reaches a handler behind the running one that no rule stands before. Hono has
 * matched all handlers before it runs the first.
 *
 * `app.use` and `app.all` are the same to Hono. One that takes `next` counts as a middleware, and
 * so as a handler only if no other route matches: it may be one of files, or that of a mounted
 * application.
 *
 * @throws ConfigurationError if the version of Hono does not tell
 */
export function reachesOpenRoute(c: Context): boolean {
  const { matchedRoutes, routeIndex } = c.req as unknown as {
    readonly matchedRoutes?: readonly HonoRoute[];
    readonly routeIndex: number;
  };
  if (!Array.isArray(matchedRoutes))
    throw setupIncomplete(
      'defaultPermission of authenticate needs a version of Hono that tells which routes match: update hono, or put a guard on each route.',
    );
  let isRuled = false;
  let found: 'none' | 'middleware' | 'route' = 'none';
  for (const { method, handlers } of callsOf(matchedRoutes.slice(routeIndex + 1))) {
    const plain = handlers.filter(isPlain);
    const isRoute = plain.length > 0 && (method !== 'ALL' || plain.some(isLast));
    if (isRoute && !isRuled && !namesRule(handlers, isLast)) return true;
    if (isRoute) found = 'route';
    else if (plain.length > 0 && found === 'none') found = 'middleware';
    isRuled ||= handlers.some((handler) => rulesOn(handler).length > 0);
  }
  return found === 'middleware' && !isRuled;
}

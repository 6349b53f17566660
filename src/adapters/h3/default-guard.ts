import type { H3Event } from 'h3';
import { setupIncomplete } from '../../security/internals.ts';
import type { DefaultAsked } from '../kit/default-access.ts';
import { askDefault } from '../kit/default-access.ts';
import type { Framework } from '../kit/kit.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import { namesRule } from '../kit/names-rule.ts';
import { Refused } from './refused.ts';
import type { H3Args } from './types.ts';

type Guard = (event: H3Event, next: () => unknown) => unknown;

const ROUTES = '~routes';

/** A route in the table of h3. */
interface Route {
  readonly handler: { readonly middleware?: readonly unknown[] };
  middleware?: readonly unknown[] | undefined;
  '~composed'?: unknown;
}
interface Application {
  readonly handler: (event: H3Event) => unknown;
  readonly [ROUTES]?: readonly Route[];
}

/** Global, so that two copies of this package share what they put on events. */
const DEFAULTS: symbol = Symbol.for('pyramidion.h3.defaults');
const GUARDED: unique symbol = Symbol.for('pyramidion.h3.guarded') as never;
type Known = Record<symbol, readonly DefaultAsked[] | undefined>;

/**
 * Makes what lets the route of an event ask the default permission, behind all middlewares and
 * before its own.
 */
export function protectRoutes(
  framework: Framework<H3Args, unknown>,
): (event: H3Event, entry: DefaultAsked, next: () => unknown) => unknown {
  const guard =
    (route: Route): Guard =>
    (event, next) => {
      const entries = (event.context as unknown as Known)[DEFAULTS] ?? [];
      if (entries.length === 0 || hasRule(route)) return next();
      for (const { auth, access } of entries) {
        const answer = askDefault(framework, access, auth, [event]);
        if (answer === null) continue;
        if (!isPromise(answer)) throw new Refused(answer ?? null);
        return answer.then((later) => {
          throw new Refused(later ?? null);
        });
      }
      return next();
    };
  return (event, entry, next) => {
    const context = event.context as unknown as Known & { readonly matchedRoute?: Route };
    const before = context[DEFAULTS] ?? [];
    context[DEFAULTS] = [...before.filter(({ auth }) => auth !== entry.auth), entry];
    const { matchedRoute } = context;
    // A page that does not exist is no route.
    if (matchedRoute === undefined || GUARDED in matchedRoute) return next();
    const app = event.app as unknown as Application | undefined;
    for (const route of [...(app?.[ROUTES] ?? []), matchedRoute])
      if (!(GUARDED in route)) putFirst(route, guard(route));
    if (app === undefined)
      throw setupIncomplete(
        'defaultPermission of authenticate needs an application of h3: put a guard on this handler.',
      );
    // h3 has taken the handlers of this route already, so the first event starts again.
    return app.handler(event);
  };
}

/** The middlewares of a route, and those within its handler. */
function hasRule({ middleware = [], handler }: Route): boolean {
  const own = middleware.slice(1);
  return namesRule([...own, ...(handler.middleware ?? []), handler], () => false);
}

function putFirst(route: Route, guard: Guard): void {
  route.middleware = [guard, ...(route.middleware ?? [])];
  route['~composed'] = undefined;
  Object.defineProperty(route, GUARDED, { value: true });
}

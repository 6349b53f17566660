import type { DefaultAsked } from '../kit/default-access.ts';
import { reachesOpenRoute } from './open-route.ts';
import type { KoaContext } from './types.ts';

/** Global, so that two copies of this package share what they put on contexts. */
const DEFAULTS: unique symbol = Symbol.for('pyramidion.koa.defaults') as never;
const ROUTE: unique symbol = Symbol.for('pyramidion.koa.route') as never;

interface Known {
  [DEFAULTS]?: readonly DefaultAsked[];
  [ROUTE]?: unknown;
}

/** `@koa/router` sets `_matchedRoute` just before it runs handlers. What is thrown refuses them. */
const matchedRoute: PropertyDescriptor & ThisType<Known> = {
  configurable: true,
  enumerable: true,
  get() {
    return this[ROUTE];
  },
  set(value: unknown) {
    this[ROUTE] = value;
    const defaults = this[DEFAULTS] ?? [];
    if (defaults.length === 0 || !reachesOpenRoute(this as unknown as KoaContext)) return;
    for (const { auth, access } of defaults) {
      const refusal = access.refusal(auth);
      if (refusal !== null) throw refusal;
    }
  },
};

/** Makes the routers behind ask the default permission before each route without a rule. */
export function protectRoutes(context: KoaContext, entry: DefaultAsked): void {
  const known = context as Known;
  const before: readonly DefaultAsked[] = known[DEFAULTS] ?? [];
  const others = before.filter(({ auth }) => auth !== entry.auth);
  known[DEFAULTS] = [...others, entry];
  const holder = context.app.context;
  if (ROUTE in holder) return;
  Object.defineProperty(holder, ROUTE, { value: undefined, writable: true });
  Object.defineProperty(holder, '_matchedRoute', matchedRoute);
}

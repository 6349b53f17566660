import type { Route } from '../../security/routes.ts';
import { routeOf } from '../../security/routes.ts';
import type { AnyRule } from './rule-mark.ts';

export type { Route, RouteRule } from '../../security/routes.ts';

/** A route as it is found, with what its guards hold. */
export interface FoundRoute {
  readonly method: string;
  readonly path: string;
  readonly rules: readonly AnyRule[];
  /** The security of the `authenticate` before the handler; null if there is none. */
  readonly security: object | null;
}

/** Returns the list that `routesOf` hands out: its own, frozen data. */
export function routeList(found: readonly FoundRoute[]): readonly Route[] {
  return Object.freeze(found.map(({ method, path, rules }) => routeOf(method, path, rules)));
}

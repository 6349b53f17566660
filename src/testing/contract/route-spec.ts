import type { AuthContext } from '../../security/auth-context.ts';
import type { HeaderPair, RouteAnswer, RouteGuard } from './route.ts';

/** What a route does before it answers. */
export type Act = (auth: AuthContext, query: URLSearchParams) => unknown;

/** A route by what it has beside a path; without anything it answers the user id. */
export interface RouteSpec {
  readonly guard?: RouteGuard;
  readonly needsUser?: boolean;
  readonly early?: readonly HeaderPair[];
  readonly act?: Act;
  readonly status?: number;
  readonly headers?: readonly HeaderPair[];
  readonly body?: (auth: AuthContext, query: URLSearchParams) => RouteAnswer['body'];
  readonly immutable?: boolean;
}

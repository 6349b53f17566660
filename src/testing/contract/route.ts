import type { Public, Resource } from '../../authz/acl-types.ts';
import type { Duration } from '../../options/duration.ts';
import type { AuthContext } from '../../security/auth-context.ts';

/** A response header as name and value. */
export type HeaderPair = readonly [name: string, value: string];

type Found = Resource | null | undefined;

/** How a route is guarded; `guardOf` makes the guard of an adapter from it. */
export interface RouteGuard {
  readonly kind: 'permit' | 'required';
  readonly permission?: string | typeof Public;
  /** Finds the resource from the path and query that the client asked for. */
  readonly resource?: (url: string) => Found | Promise<Found>;
  /** How lately the user must have logged in. */
  readonly maxAuthAge?: Duration;
  /** What the guard's own `onRefused` answers, as text. */
  readonly onRefused?: (code: string) => string;
}

/** What a handler of the contract answers. */
export interface RouteAnswer {
  readonly status: number;
  /** In order; a name may occur more than once. */
  readonly headers: readonly HeaderPair[];
  /** Chunks are sent as they come. */
  readonly body: string | AsyncIterable<string> | null;
  /**
   * Whether a framework with `Response` answers by `Response.redirect`, whose headers cannot be
   * changed.
   */
  readonly immutable: boolean;
}

/** One route of the contract, without any framework. It takes every method. */
export interface Route {
  readonly path: string;
  readonly guard: RouteGuard | null;
  /**
   * Whether the handler gets its context from `userOf(request)`; else it is from `authOf(request)`.
   */
  readonly needsUser: boolean;
  /** Headers that the application sets before it runs `handle`. */
  readonly early: readonly HeaderPair[];
  /**
   * Does the work of the handler.
   *
   * @param url - the path and query that the client asked for
   */
  handle(auth: AuthContext, url: string): RouteAnswer | Promise<RouteAnswer>;
}

/** The two guards of an adapter, with whatever types. */
export interface GuardMakers<Guard> {
  permit(permission: never, ...rest: never[]): Guard;
  required(...rest: never[]): unknown;
}

/**
 * Returns the guard of a route, or null if the route has none.
 *
 * @param makers - the adapter's `permit` and `required`
 * @param urlOf - returns the path and query from what the framework passes to resource functions
 * @param send - answers a text from what the framework passes to `onRefused` after the error
 */
export function guardOf<Guard>(
  { guard }: Pick<Route, 'guard'>,
  makers: GuardMakers<Guard>,
  urlOf: (...args: never[]) => string,
  send: (text: string, ...args: never[]) => unknown,
): Guard | null {
  if (guard === null) return null;
  const { permission, resource, onRefused, maxAuthAge } = guard;
  const rest: unknown[] = [];
  if (permission !== undefined) rest.push(permission);
  if (resource !== undefined) rest.push((...args: never[]) => resource(urlOf(...args)));
  if (onRefused !== undefined) rest.push({ onRefused: refusing(onRefused, send) });
  else if (maxAuthAge !== undefined) rest.push({ maxAuthAge });
  const make = makers[guard.kind] as (...args: unknown[]) => Guard;
  return make(...rest);
}

/**
 * Returns an `onRefused` that answers a text.
 *
 * @param textOf - returns the text for a code
 * @param send - as for `guardOf`
 */
export function refusing<Args extends unknown[], Answer>(
  textOf: (code: string) => string,
  send: (text: string, ...args: Args) => Answer,
): (error: { readonly code: string }, ...args: Args) => Answer {
  return (error, ...args) => send(textOf(error.code), ...args);
}

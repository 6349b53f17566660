import type { Context, MiddlewareHandler } from 'hono';
import type { AuthContext, Security } from '../kit/kit.ts';

/**
 * The variables that `authenticate` sets: `new Hono<AuthEnv>()`, or `new Hono<AuthEnv & Own>()`.
 *
 * @typeParam A - the auth context
 */
export interface AuthEnv<A = AuthContext> {
  Variables: { auth: A };
}

/** A middleware behind which `c.var.auth` has a type. */
export type HonoGuard<A = AuthContext> = MiddlewareHandler<AuthEnv<A>>;

/** The arguments of resource functions and `onRefused`; they may annotate their own `Context`. */
// oxlint-disable-next-line typescript/no-explicit-any -- bindings and variables of the application
export type HonoArgs = [context: Context<any>];

/** A security, or a function that returns the same one for each request. */
export type HonoSecurity<C, P extends string, I> =
  | Security<C, P, I>
  | ((context: HonoArgs[0]) => Security<C, P, I>);

import type { Next, ParameterizedContext } from 'koa';
import type { AuthContext } from '../kit/kit.ts';

/**
 * The state that `authenticate` sets: `new Koa<AuthState>()`, or `new Koa<AuthState & Own>()`.
 *
 * @typeParam A - the auth context
 */
export interface AuthState<A = AuthContext> {
  auth: A;
}

/** The context of a request, whatever its state. */
// oxlint-disable-next-line typescript/no-explicit-any -- state and context of the application
export type KoaContext = ParameterizedContext<any, any, any>;

/** The arguments of resource functions and `onRefused`; they may annotate their own context. */
export type KoaArgs = [context: KoaContext];

/** A middleware that leaves to the handlers behind it the types of their application and route. */
export interface KoaGuard {
  <StateT, ContextT, BodyT>(
    context: ParameterizedContext<StateT, ContextT, BodyT>,
    next: Next,
  ): unknown;
}

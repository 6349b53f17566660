// An adapter for Hono, as an application would write it. Hono's types let `required` narrow.
import type { Context, MiddlewareHandler } from 'hono';
import { authIn, createAsk, fetchView, guards } from 'pyramidion/adapter';
import { refusalResponse, userIn, writeToResponse } from 'pyramidion/adapter';
import type { AuthContext, AuthenticatedContext, AuthOf, UserOf } from 'pyramidion/adapter';
import type { AuthenticateOptions, Authenticator } from 'pyramidion/adapter';

interface Env<A = AuthContext> {
  Variables: { auth: A };
}
type Args = [context: Context<Env>];
type Answer = Response | void;

export function authenticate(
  security: Authenticator,
  options?: AuthenticateOptions<Args, Answer>,
): MiddlewareHandler<Env> {
  const ask = createAsk(security, options);
  return async (context, next) =>
    ask(fetchView(context.req.raw), context.get('auth'), async (auth) => {
      context.set('auth', auth);
      await next();
      context.res = writeToResponse(context.res, auth);
    });
}

export const { permit, required } = guards<
  Args,
  MiddlewareHandler<Env>,
  Answer,
  MiddlewareHandler<Env<AuthenticatedContext>>
>(
  { auth: (context) => context.get('auth'), refuse: (error) => refusalResponse(error) },
  (check) => async (context, next) => check([context], next),
);
export const authOf: AuthOf<Context> = (context) => authIn(context.get('auth'));
export const userOf: UserOf<Context> = (context) => userIn(context.get('auth'));

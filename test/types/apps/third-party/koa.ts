// An adapter for Koa, as an application would write it.
import type { Middleware, ParameterizedContext } from 'koa';
import { authIn, createAsk, guards, nodeView } from 'pyramidion/adapter';
import { refusalOf, userIn, writeToNode } from 'pyramidion/adapter';
import type { AuthContext, AuthenticateOptions, Authenticator } from 'pyramidion/adapter';
import type { AuthOf, UserOf } from 'pyramidion/adapter';

interface State {
  auth?: AuthContext;
}
type Context = ParameterizedContext<State>;
type Args = [context: Context];

export function authenticate(
  security: Authenticator,
  options?: AuthenticateOptions<Args, unknown>,
): Middleware<State> {
  const ask = createAsk(security, options);
  return (context, next) =>
    ask(nodeView(context.req), context.state.auth, (auth) => {
      context.state.auth = auth;
      writeToNode(context.res, auth);
      return next();
    });
}

export const { permit, required } = guards<Args, Middleware<State>, unknown>(
  {
    auth: (context) => context.state.auth,
    refuse: (error, context) => {
      const { status, headers, body } = refusalOf(error);
      context.status = status;
      for (const [name, value] of headers) context.set(name, value);
      context.body = body;
    },
  },
  (check) => (context, next) => check([context], next),
);
export const authOf: AuthOf<Context> = (context) => authIn(context.state.auth);
export const userOf: UserOf<Context> = (context) => userIn(context.state.auth);

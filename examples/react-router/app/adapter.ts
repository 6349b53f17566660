import type { MiddlewareFunction } from 'react-router';
import { createContext } from 'react-router';
import type { AuthError } from 'pyramidion';
import * as kit from 'pyramidion/adapter';

export type Middleware = MiddlewareFunction<Response>;
type Asked = Pick<Parameters<Middleware>[0], 'request' | 'url' | 'context'>;
type Args = [asked: Asked];

const authContext = createContext<kit.AuthContext | null>(null);
const framework: kit.Framework<Args, Response> = {
  auth: ({ context }) => context.get(authContext),
  refuse: kit.refusalResponse,
  answer: kit.publishedResponse,
  write: kit.writeToResponse,
};

function viewOf(asked: Asked): kit.RequestView {
  return kit.fetchView(asked.request, {
    native: asked,
    // React Router knows what to do with a Response that is thrown, and gives any Error a 500.
    thrown: (error: AuthError) => kit.answerRefusal(framework, error, [asked]),
    url: ({ url }: Asked) => url.pathname + url.search,
    // The router in the browser asks for `/page.data` to show `/page`.
    document: ({ request }: Asked) => new URL(request.url).pathname.endsWith('.data'),
  });
}

/** Finds out who sends each request: the first `middleware` of `root.tsx`. */
export function authenticate(
  security: kit.Authenticator,
  options: kit.AuthenticateOptions<Args, Response> = {},
): Middleware {
  const serve = kit.createServe(security, options, framework);
  return async (asked, next) =>
    serve([asked], viewOf(asked), asked.context.get(authContext), (auth) => {
      asked.context.set(authContext, auth);
      return next();
    });
}

const PASSED: unknown = Symbol('passed');
const made = kit.guards<Args, Middleware, Response>(framework, (check) => async (asked, next) => {
  const answer = await check([asked], () => PASSED as never);
  if (answer !== PASSED) throw answer;
  return next();
});

export const permit: kit.Permit<Args, Middleware, Response> = made.permit;
export const required: kit.RequireUser<Args, Middleware, Response> = made.required;
export const authOf: kit.AuthOf<Asked> = ({ context }) => kit.authIn(context.get(authContext));
export const userOf: kit.UserOf<Asked> = ({ context }) => kit.userIn(context.get(authContext));

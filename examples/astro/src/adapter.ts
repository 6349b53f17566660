import type { APIContext, APIRoute, MiddlewareHandler } from 'astro';
import { AuthError } from 'pyramidion';
import type { AuthenticateOptions, Authenticator, AuthOf, Framework } from 'pyramidion/adapter';
import type { Permit, RequireUser, UserOf } from 'pyramidion/adapter';
import { answerRefusal, authIn, createAsk, fetchView, guards } from 'pyramidion/adapter';
import { publishedBy, publishedResponse, refusalResponse } from 'pyramidion/adapter';
import { userIn, writeToResponse } from 'pyramidion/adapter';

type Args = [context: APIContext];
type Guard = (route: APIRoute) => APIRoute;

const framework: Framework<Args, Response> = {
  auth: ({ locals }) => locals.auth,
  refuse: refusalResponse,
};

/** Finds out who sends each request: the `onRequest` of `src/middleware.ts`. */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<Args, Response> = {},
): MiddlewareHandler {
  const ask = createAsk(security, options);
  const respond = publishedBy(security);
  return async (context, next) => {
    // A page that is made by the build has no request.
    if (context.isPrerendered) return next();
    const view = fetchView(context.request, { native: context });
    const published = respond?.(view) ?? null;
    if (published !== null) return publishedResponse(published);
    return ask(view, context.locals.auth, async (auth) => {
      context.locals.auth = auth;
      const response = await next().catch((error: unknown) => {
        if (AuthError.isAuthError(error)) return answerRefusal(framework, error, [context]);
        throw error;
      });
      return writeToResponse(response, auth);
    });
  };
}

const made = guards<Args, Guard, Response>(
  framework,
  (check) => (route) => (context) => check([context], () => route(context)),
);

export const permit: Permit<Args, Guard, Response> = made.permit;
export const required: RequireUser<Args, Guard, Response> = made.required;
type Asked = Pick<APIContext, 'locals'>;
export const authOf: AuthOf<Asked> = ({ locals }) => authIn(locals.auth);
export const userOf: UserOf<Asked> = ({ locals }) => userIn(locals.auth);

import type { Context, Hono } from 'hono';
import { answerErrors } from './hono/answer-errors.ts';
import { framework } from './hono/framework.ts';
import { preparing } from './hono/prepare.ts';
import { reachesOpenRoute } from './hono/open-route.ts';
import { varyOutgoing } from './hono/outgoing.ts';
import { findRoutes } from './hono/routes.ts';
import type { HonoArgs, HonoGuard, HonoSecurity } from './hono/types.ts';
import type { DefaultAccess, DefaultPermission } from './kit/default-access.ts';
import { askDefault } from './kit/default-access.ts';
import type { AuthContext, AuthenticatedContext, AuthenticateOptions } from './kit/kit.ts';
import type { AuthOf, Permit, RequireUser, UserOf } from './kit/kit.ts';
import { authIn, fetchView, guards, publishedResponse, userIn } from './kit/kit.ts';
import { writeToResponse } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';

export type * from './hono/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

/**
 * Finds out who sends each request: `app.use(authenticate(security))`. Handlers get the auth
 * context as `c.var.auth` or by `authOf(c)`. Errors of the application go to `app.onError`; an
 * AuthError to which it answers 500 is answered as a guard would.
 *
 * @param security - or a function that returns it, where secrets are bindings (`c.env` of a
 *   Worker). It returns the same one each time, because a security keeps what it has verified
 * @throws ConfigurationError if the value is not a security
 * @example
 * const app = new Hono<AuthEnv>();
 * app.use(authenticate(security));
 * app.get('/', permit('read'), (c) => c.text(`Hello ${c.var.auth.userId}`));
 */
export function authenticate<C, P extends string, I>(
  security: HonoSecurity<C, P, I>,
  options: AuthenticateOptions<HonoArgs, Response> & DefaultPermission<NoInfer<P>> = {},
): HonoGuard<AuthContext<C, P, I>> {
  const partsOf = preparing(security, options);
  const handler = ((c: Context, next: () => Promise<void>) => {
    const { access, ask, respond } = partsOf(c);
    const view = fetchView(c.req.raw, { native: c });
    const published = respond === null ? null : respond(view);
    if (published !== null) return publishedResponse(published);
    const before: unknown = c.get('auth');
    const { routeIndex } = c.req;
    return ask(view, before, (auth) => {
      const go = access === null ? next : byDefault(c, next, auth, access);
      // Mounted twice: the outer one answers and writes.
      if (auth === before) return go();
      c.set('auth', auth);
      return serve(c, go, auth, routeIndex === 0);
    });
  }) as HonoGuard<AuthContext<C, P, I>>;
  return typeof security === 'function' ? handler : markSecurity(handler, security, options);
}

/** Asks the default permission before a route without a rule. */
function byDefault(
  c: Context,
  next: () => Promise<void>,
  auth: AuthContext,
  access: DefaultAccess,
): () => Promise<void> {
  return async () => {
    if (!reachesOpenRoute(c)) return next();
    const answer = await askDefault(framework, access, auth, [c]);
    if (answer === null) return next();
    c.res = answer;
  };
}

/** @param isFirst - whether no middleware runs around this one, which would see the Response */
async function serve(
  c: Context,
  next: () => Promise<void>,
  auth: AuthContext,
  isFirst: boolean,
): Promise<void> {
  await next();
  // Without an answer Hono throws, and answers that error after this.
  if (!c.finalized) return;
  if (c.error !== undefined) await answerErrors(c, auth);
  if (isFirst && varyOutgoing(c, auth)) return;
  const response = writeToResponse(c.res, auth);
  if (response === c.res) return;
  // Otherwise Hono would put the old headers over the new ones.
  c.res = undefined;
  c.res = response;
}

const made = guards<HonoArgs, HonoGuard, Response, HonoGuard<AuthenticatedContext>>(
  framework,
  (check) => ((c, next) => check([c], next as never)) as HonoGuard,
);

/** Lets requests through that the ACL permits: see {@link Permit}. */
export const permit: Permit<HonoArgs, HonoGuard, Response> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<
  HonoArgs,
  HonoGuard<AuthenticatedContext>,
  Response
> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<HonoArgs[0]> = (c) => authIn(c.get('auth'));

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<HonoArgs[0]> = (c) => userIn(c.get('auth'));

/**
 * Lists the routes of an application, with those of the applications within it. A guard counts for
 * a route if every request to the route passes it, wherever it is mounted. A handler for all
 * methods that takes `next` is a middleware, and no route.
 *
 * @throws ConfigurationError for another value
 */
export const routesOf = (app: Pick<Hono, 'routes'>): readonly Route[] => routeList(findRoutes(app));

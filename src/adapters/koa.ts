import type Koa from 'koa';
import { AuthError } from '../base/errors.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { Authenticator, PublishedAnswer, RequireUser, UserOf } from './kit/kit.ts';
import { answerRefusal, authIn, BODY_HEADERS, createAsk, guards, nodeView } from './kit/kit.ts';
import { publishedBy, refusalOf, refuseNode, userIn, writeToNode } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';
import { protectRoutes } from './koa/default-guard.ts';
import { findRoutes } from './koa/routes.ts';
import type { KoaArgs, KoaContext, KoaGuard } from './koa/types.ts';

export type * from './koa/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

const secure = (context: KoaContext): boolean => context.secure;
// koa-mount cuts its prefix off `ctx.url`.
const url = (context: KoaContext): string => context.originalUrl;

const framework: Framework<KoaArgs, unknown> = {
  auth: (context) => context.state.auth,
  refuse(error, context) {
    for (const name of BODY_HEADERS) context.remove(name);
    send(refusalOf(error), context);
  },
};

function send({ status, headers, body }: PublishedAnswer, context: KoaContext): void {
  context.status = status;
  for (const [name, value] of headers) context.set(name, value);
  context.body = status === 204 ? null : body;
}

/**
 * Finds out who sends each request: `app.use(authenticate(security))`. Behind a proxy, set
 * `app.proxy`. Handlers get the auth context as `ctx.state.auth` or by `authOf(ctx)`. An AuthError
 * that no middleware behind this one catches is answered as a guard would; other errors go on.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * const app = new Koa<AuthState>();
 * app.use(authenticate(security));
 * app.use((ctx) => { ctx.body = `Hello ${userOf(ctx).userId}`; });
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<KoaArgs, unknown> & DefaultPermission = {},
): KoaGuard {
  const access = defaultAccess(security, options);
  const ask = createAsk(security, options, access);
  const respond = publishedBy(security);
  const handler: KoaGuard = (context: KoaContext, next) => {
    const view = nodeView(context.req, { native: context, secure, url });
    const published = respond === null ? null : respond(view);
    if (published !== null) return send(published, context);
    return ask(view, context.state.auth, (auth: AuthContext) => {
      context.state.auth = auth;
      writeToNode(context.res, auth);
      if (access !== null) protectRoutes(context, { auth, access });
      return next().catch((error: unknown) => answerThrown(error, context));
    });
  };
  return markSecurity(handler, security, options);
}

function answerThrown(error: unknown, context: KoaContext): unknown {
  if (!AuthError.isAuthError(error)) throw error;
  // Koa would leave the connection open.
  if (context.headerSent) return refuseNode(error, context.res);
  return answerRefusal(framework, error, [context]);
}

const made = guards<KoaArgs, KoaGuard, unknown>(
  framework,
  (check) =>
    (context: KoaContext, next): unknown =>
      check([context], next),
);

/** Lets requests through that the ACL permits: see {@link Permit}. */
export const permit: Permit<KoaArgs, KoaGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<KoaArgs, KoaGuard, unknown> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<KoaContext> = (context) => authIn(context.state.auth);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<KoaContext> = (context) => userIn(context.state.auth);

/**
 * Lists the routes of an application, which `@koa/router` keeps. A guard counts for a route if
 * every request to the route passes it, wherever it is mounted. Middleware is no route.
 *
 * @throws ConfigurationError for another value
 */
export const routesOf = (app: Pick<Koa, 'middleware'>): readonly Route[] =>
  routeList(findRoutes(app));

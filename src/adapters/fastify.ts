import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyInstance, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify';
import { configOf } from './fastify/config-of.ts';
import { guardRoute, noteRoutes } from './fastify/default-guard.ts';
import { answerRefusals, framework, sendAnswer, sendReturned } from './fastify/refusals.ts';
import { cover } from './fastify/route-access.ts';
import { findRoutes } from './fastify/routes.ts';
import type { AnyRequest, FastifyArgs, FastifyGuard } from './fastify/types.ts';
import { readsAccess } from './kit/access.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, Authenticator, AuthOf, Permit } from './kit/kit.ts';
import type { RequireUser, UserOf } from './kit/kit.ts';
import { authIn, createAsk, guards, nodeView, publishedBy, runReporting } from './kit/kit.ts';
import { userIn, whenReady, writeToNode } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';

export type { RouteAccess } from './fastify/route-access.ts';
export type { AnyRequest, FastifyArgs, FastifyGuard } from './fastify/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

type Known = AnyRequest & { auth?: unknown };

/** `trustProxy` of Fastify decides whether the forwarded protocol counts. */
const secure = (request: FastifyRequest): boolean => request.protocol === 'https';
/** What `fastify-plugin` writes on a plugin: its hooks belong to the context that registers it. */
const PLUGIN = {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'pyramidion',
  [Symbol.for('plugin-meta')]: { name: 'pyramidion', fastify: '5.x' },
};

const made = guards<FastifyArgs, FastifyGuard, unknown>(
  framework,
  (check) => (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction) =>
    runReporting(
      () => whenReady(check([request, reply], next), (answer) => sendReturned(answer, reply)),
      next as (error: unknown) => void,
    ),
);
const guardOf = readsAccess(made, 'The config of a route');

/**
 * Finds out who sends each request: `app.register(authenticate(security))`, in the context whose
 * routes need it, or outside of all. Behind a proxy, set Fastify's `trustProxy`. An AuthError of a
 * handler goes to the error handlers of the application, and is answered as a guard would answer it
 * if they send the error on or there are none.
 *
 * Handlers get the auth context by `authOf(request)`. It is also `request.auth`, which has a type
 * if the application declares it, and so has the access in the `config` of a route.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * declare module 'fastify' {
 *   interface FastifyRequest { auth: AuthContext }
 *   interface FastifyContextConfig extends RouteAccess {}
 * }
 * await app.register(authenticate(security));
 * app.get('/reports', { config: { permission: 'view' } }, (request) => request.auth.userId);
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<FastifyArgs, unknown> & DefaultPermission = {},
): FastifyPluginAsync {
  const access = defaultAccess(security, options);
  const ask = createAsk(security, options, access);
  const respond = publishedBy(security);
  const plugin: FastifyPluginAsync = async (app) => {
    cover(app, guardOf);
    if (access !== null) noteRoutes(app);
    const handler: onRequestHookHandler = (request, reply, next) => {
      const go = (auth: AuthContext): void => {
        (request as Known).auth = auth;
        writeToNode(reply.raw, auth);
        answerRefusals(reply);
        const guard = guardOf(configOf(request));
        if (guard !== null) guard(request, reply, next);
        else if (access === null) next();
        else guardRoute(access, auth, request, reply, next as (error?: unknown) => void);
      };
      const view = nodeView(request.raw, { secure, native: request });
      const published = respond === null ? null : respond(view);
      if (published !== null) return sendAnswer(published, reply);
      runReporting(() => ask(view, (request as Known).auth, go), next as (e: unknown) => void);
    };
    app.addHook('onRequest', markSecurity(handler, security, options));
  };
  return Object.assign(plugin, PLUGIN);
}

/**
 * Lets requests through that the ACL permits: see {@link Permit}. It is a hook of a route or of a
 * context: `{ onRequest: permit('view') }`.
 */
export const permit: Permit<FastifyArgs, FastifyGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<FastifyArgs, FastifyGuard, unknown> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<AnyRequest> = (request: Known) => authIn(request.auth);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<AnyRequest> = (request: Known) => userIn(request.auth);

/**
 * Lists the routes of an application that is ready, or of a context of it and those within, with
 * the guards of their hooks and configs.
 *
 * @throws ConfigurationError if the application is not ready, or has routes that were added before
 *   `authenticate` was loaded
 * @example
 * await app.register(authenticate(security));
 * app.get('/', { onRequest: permit('view') }, () => 'page');
 * await app.ready();
 * console.log(routesOf(app));
 */
export const routesOf = (app: Pick<FastifyInstance, 'ready' | 'printRoutes'>): readonly Route[] =>
  routeList(findRoutes(app));

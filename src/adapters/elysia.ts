import type { AnyElysia } from 'elysia';
import { AuthError } from '../base/errors.ts';
import { defaultGuard } from './elysia/default-guard.ts';
import { framework } from './elysia/framework.ts';
import { install } from './elysia/install.ts';
import { findRoutes } from './elysia/list-routes.ts';
import type { ElysiaArgs, ElysiaContext, ElysiaGuard, ElysiaPlugin } from './elysia/types.ts';
import { authOn, throwFailure, wrapper } from './elysia/wrap.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { AuthenticateOptions, AuthOf, Permit, RequireUser } from './kit/kit.ts';
import type { Check, Security, UserOf } from './kit/kit.ts';
import { answerCaught, authIn, guards, userIn } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';

export type * from './elysia/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

/**
 * Finds out who sends each request: `new Elysia().use(authenticate(security))`, before the routes.
 * Handlers get the auth context as `auth`, and routes take `{ permit: 'edit' }` and
 * `{ required: true }`. With `aot: false`, use it on the application itself, and not in a plugin.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * new Elysia()
 *   .use(authenticate(security))
 *   .get('/', ({ auth }) => `Hello ${auth.userId}`, { required: true })
 *   .put('/pages/:id', () => 'saved', { permit: ['edit', ({ params }) => pages.find(params.id)] });
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: AuthenticateOptions<ElysiaArgs, unknown> & DefaultPermission<NoInfer<P>> = {},
): ElysiaPlugin<C, P, I> {
  const access = defaultAccess(security, options);
  const { wrap, authOf: authOfOwn } = wrapper(security, options, access);
  return (app: AnyElysia) => {
    markSecurity(app, security);
    install(app, wrap, security);
    if (access !== null)
      app.onBeforeHandle({ as: 'global' }, defaultGuard(access, authOfOwn) as never);
    app.onRequest(setAuth).onError({ as: 'global' }, answerErrors);
    // Without AOT an AuthError becomes a Response before error handlers are asked.
    if (app.config.aot === false) app.mapResponse({ as: 'global' }, answerErrors);
    return app.macro({
      permit: (rule: unknown) => ({ transform: guardFrom(permit, rule) }),
      required: (rule: unknown) => ({ transform: guardFrom(required, rule) }),
    } as never) as never;
  };
}

/** Not in `derive`, which does not run for a request without a route. */
function setAuth(context: object): void {
  const known = context as ElysiaContext;
  throwFailure(known.request);
  known.auth = authOn(known.request) as ElysiaContext['auth'];
}

async function answerErrors(context: object): Promise<Response | void> {
  const { error } = context as { error?: unknown };
  if (!AuthError.isAuthError(error)) return undefined;
  // Elysia has no handler for what an error handler throws, such as an onRefused.
  return answerCaught(framework, error, [context as ElysiaContext]) as Promise<Response>;
}

/** Makes the guard of a route from the value of `permit` or `required`. */
function guardFrom(make: unknown, rule: unknown): ElysiaGuard {
  const args = rule === true ? [] : Array.isArray(rule) ? rule : [rule];
  return (make as (...args: unknown[]) => ElysiaGuard)(...args);
}

const pass = (): void => {};
const made = guards<ElysiaArgs, ElysiaGuard, unknown>(
  { ...framework, throws: true },
  // Elysia reads the text of a hook: it waits only for an async function, and it parses what a
  // resource function may need (query, body) only if the context is passed on as an argument.
  (check, waits) =>
    waits
      ? async (context: ElysiaContext) => {
          await run(check, context);
        }
      : ({ request }: ElysiaContext) => {
          check([{ request } as ElysiaContext], pass);
        },
);

function run(check: Check<ElysiaArgs, unknown>, context: ElysiaContext): unknown {
  return check([context], pass);
}

/** Lets requests through that the ACL permits: `{ transform: permit('edit') }` of a route. */
export const permit: Permit<ElysiaArgs, ElysiaGuard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<ElysiaArgs, ElysiaGuard, unknown> = made.required;

type Asked = Request | { readonly request: Request };

/** Returns the auth context of a request or of its context: see {@link AuthOf}. */
export const authOf: AuthOf<Asked> = (asked) => authIn(authOn(requestOf(asked)));

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<Asked> = (asked) => userIn(authOn(requestOf(asked)));

function requestOf(asked: Asked): Request {
  return 'request' in asked ? asked.request : asked;
}

/**
 * Lists the routes of an application, with those of its plugins and the hooks that stand before
 * them.
 *
 * @throws ConfigurationError for another value
 */
export const routesOf = (app: AnyElysia): readonly Route[] => routeList(findRoutes(app));

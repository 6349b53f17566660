import type { H3Core, H3Event } from 'h3';
import { AuthError } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { protectRoutes } from './h3/default-guard.ts';
import { Refused } from './h3/refused.ts';
import { findRoutes } from './h3/routes.ts';
import type { H3Args, H3Authenticate, H3Guard } from './h3/types.ts';
import { writeToError, writeToValue } from './h3/write.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Framework, Permit } from './kit/kit.ts';
import type { Authenticator, RequireUser, UserOf } from './kit/kit.ts';
import { answerRefusal, authIn, createAsk, fetchView, guards, publishedBy } from './kit/kit.ts';
import { publishedResponse, refusalResponse, userIn } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';

export type * from './h3/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

const framework: Framework<H3Args, unknown> = {
  auth: (event) => event.context['auth'],
  refuse: refusalResponse,
};

const protect = protectRoutes(framework);

/**
 * Finds out who sends each request: `app.use(authenticate(security))`, or in Nitro the default
 * export of a file in `server/middleware`. Handlers get the auth context by `authOf(event)`. It is
 * also `event.context.auth`, which has a type if the application declares it. An AuthError that is
 * thrown behind it is answered as a guard would; other errors go on.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * const app = new H3();
 * app.use(authenticate(security));
 * app.get('/', (event) => `Hello ${userOf(event).userId}`, { middleware: [permit('read')] });
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<H3Args, unknown> & DefaultPermission = {},
): H3Authenticate {
  const access = defaultAccess(security, options);
  const ask = createAsk(security, options, access);
  const respond = publishedBy(security);
  const handler: H3Authenticate = (event, next) => {
    const view = fetchView(event.req, { native: event });
    const published = respond === null ? null : respond(view);
    if (published !== null) return publishedResponse(published);
    const before = event.context['auth'];
    return ask(view, before, (auth) => {
      const go = access === null ? next : (): unknown => protect(event, { auth, access }, next);
      // Mounted twice: the outer one answers and writes.
      if (auth === before) return go();
      event.context['auth'] = auth;
      return serve(event, go, auth);
    });
  };
  return markSecurity(handler, security, options);
}

function serve(event: H3Event, next: () => unknown, auth: AuthContext): unknown {
  let value: unknown;
  try {
    value = next();
  } catch (error) {
    return answerThrown(error, event, auth);
  }
  if (!isPromise(value)) return finish(value, event, auth);
  return value.then(
    (found) => finish(found, event, auth),
    (error: unknown) => answerThrown(error, event, auth),
  );
}

function finish(value: unknown, event: H3Event, auth: AuthContext): unknown {
  return value instanceof Error
    ? answerThrown(value, event, auth)
    : writeToValue(value, event, auth);
}

async function answerThrown(error: unknown, event: H3Event, auth: AuthContext): Promise<unknown> {
  // A hook of onError between here and the handler passes an error on as the cause of its own.
  const cause = (error as Error | undefined)?.cause;
  for (const one of [error, cause]) {
    if (one instanceof Refused) return writeToValue(one.answer, event, auth);
    if (!AuthError.isAuthError(one)) continue;
    const answer = await answerRefusal(framework, one, [event]);
    return writeToValue(answer ?? refusalResponse(one), event, auth);
  }
  writeToError(500, event, auth);
  throw error;
}

const PASSED: unique symbol = Symbol('passed');
const passed = (): typeof PASSED => PASSED;

const made = guards<H3Args, H3Guard, unknown>(framework, (check) => {
  const guard = (event: H3Event, next?: () => unknown): unknown => {
    const go = (answer: unknown): unknown => {
      if (answer !== PASSED) throw new Refused(answer ?? null);
      return next?.();
    };
    const answer = check([event], passed);
    return isPromise(answer) ? answer.then(go) : go(answer);
  };
  return guard as H3Guard;
});

/** Lets requests through that the ACL permits: see {@link Permit}. */
export const permit: Permit<H3Args, H3Guard, unknown> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<H3Args, H3Guard, unknown> = made.required;

/** Returns the auth context of a request: see {@link AuthOf}. */
export const authOf: AuthOf<H3Event> = (event) => authIn(event.context['auth']);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<H3Event> = (event) => userIn(event.context['auth']);

/**
 * Lists the routes of an application. h3 hides the middleware that stands on a path, and that of an
 * application that is mounted in another: their guards are not seen. Put a guard into the
 * `middleware` of its route, or ask the mounted application itself.
 *
 * @throws ConfigurationError for another value
 */
export const routesOf = (app: H3Core): readonly Route[] => routeList(findRoutes(app));

/**
 * For NestJS on Express or Fastify. A handler is denied unless it has a rule.
 */
import { createParamDecorator } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { refuseOption } from '../security/refuse-option.ts';
import type { AuthenticateOptions, Authenticator, AuthOf, Guards, UserOf } from './kit/kit.ts';
import { authIn, Public, userIn } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { made } from './nest/guards.ts';
import { findRoutes } from './nest/list-routes.ts';
import type { NestArgs } from './nest/nest-request.ts';
import { authOn, requestOf } from './nest/nest-request.ts';
import type { RuleDecorator } from './nest/rules.ts';
import type { NestMiddleware } from './nest/setup.ts';
import { Setup } from './nest/setup.ts';

export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';
export type { GetProvider, NestArgs, NestRequest } from './nest/nest-request.ts';
export { RefusalFilter } from './nest/refusal-filter.ts';
export type { RuleDecorator } from './nest/rules.ts';
export { SecurityGuard } from './nest/security-guard.ts';
export { SECURITY, SecurityModule } from './nest/security-module.ts';
export type { AsyncSecurityModuleOptions, SecurityModuleOptions } from './nest/security-module.ts';
export type { NestMiddleware } from './nest/setup.ts';

/**
 * The middleware that `SecurityModule` installs. An application needs it only before a middleware
 * of `main.ts` that reads the auth context, because those run before all that modules install.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * app.use(authenticate(security));
 * app.use((request, _response, next) => {
 *   console.log(authOf(request).userId);
 *   next();
 * });
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<NestArgs, unknown> = {},
): NestMiddleware {
  refuseOption(
    options,
    'defaultPermission',
    'pyramidion/nest, because a middleware knows no handler: give it to SecurityModule.forRoot.',
  );
  return new Setup(security, options).middleware;
}

/**
 * A decorator for controllers and handlers: lets requests through that the ACL permits. That of a
 * method takes the place of that of its class; several on one method are
 * all asked.
 *
 * @example
 * permit('edit', (request, get) => get(Reports).find(request.params['id']))
 */
export const permit: Guards<NestArgs, RuleDecorator, unknown>['permit'] = made.permit;

/**
 * A decorator for controllers and handlers: lets authenticated requests through, and with a
 * permission those that the ACL permits.
 */
export const required: Guards<NestArgs, RuleDecorator, unknown>['required'] = made.required;

/**
 * The same as `permit`, in the spelling of Nest's decorators.
 *
 * @alias
 */
export const Permit: typeof permit = permit;

/**
 * The same as `required`, in the spelling of Nest's decorators.
 *
 * @alias
 */
export const Required: typeof required = required;

/** A decorator for controllers and handlers that everyone may use. */
export const PublicRoute = (): RuleDecorator => permit(Public);

/** A parameter of a handler: the auth context, which may be anonymous. */
export const CurrentAuth: () => ParameterDecorator = createParamDecorator((_data, host) =>
  authOf(requestOf(host)),
);

/** A parameter of a handler: the auth context of an authenticated request, or a 401. */
export const CurrentUser: () => ParameterDecorator = createParamDecorator((_data, host) =>
  userOf(requestOf(host)),
);

/** Returns the auth context of a request of Express, Fastify or Node: see {@link AuthOf}. */
export const authOf: AuthOf<object> = (request) => authIn(authOn(request));

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<object> = (request) => userIn(authOn(request));

/**
 * Lists the handlers of the controllers of an application with their rules, and those of resolvers
 * of GraphQL and of gateways. The method of these is `QUERY`, `MUTATION`, `SUBSCRIPTION` or
 * `MESSAGE`. A handler without a rule is denied, and listed as unguarded.
 *
 * @throws ConfigurationError for another value, without `SecurityModule`, and for a version of Nest
 *   that does not tell its routes
 * @example
 * const app = await NestFactory.create(AppModule);
 * console.log(routesOf(app));
 */
export const routesOf = (app: INestApplicationContext): readonly Route[] =>
  routeList(findRoutes(app));

import { PROBLEM_TYPE, problemOf } from '../base/problem.ts';
import { setupIncomplete, wiringOf } from './internals.ts';
import { openApiPathOf } from './openapi-path.ts';
import type { OpenApiScheme } from './openapi-schemes.ts';
import { schemesOf } from './openapi-schemes.ts';
import type { Route } from './routes.ts';

/** What OpenAPI 3 says of one method of one path. */
export interface OpenApiOperation {
  /** The schemes by which a request may carry its token; empty for a route that asks for none. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, object>>;
  /** The permissions that the guards of the route ask for. */
  readonly 'x-permissions'?: readonly string[];
}

/** A part of an OpenAPI document, to be merged into the one of the application. */
export interface OpenApiFragment {
  /** By path; each path has its parameters and its operations. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, OpenApiScheme>>;
    readonly responses: Readonly<Record<string, object>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

export interface OpenApiOptions {
  /** The schemes of policies that the application has written, by name. */
  readonly schemes?: Readonly<Record<string, OpenApiScheme>> | undefined;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** What a route for all methods is listed as. */
const ALL = ['get', 'put', 'post', 'delete', 'patch'];
const ANSWER = { description: 'The answer of the handler.' };
const REFUSALS = { 401: 'Unauthorized', 403: 'Forbidden' } as const;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
  },
};

/**
 * Describes routes for OpenAPI 3: who may ask, and how a refusal looks. It says nothing of bodies
 * and parameters beyond their names: merge it into the document of the application.
 *
 * Routes that are no HTTP, and paths that are regular expressions, are left out. Of two routes with
 * one method and path the first counts.
 *
 * @param routes - from `routesOf` of an entry point
 * @param security - whose policies say where a request carries its token
 * @returns `paths` and `components`
 * @throws ConfigurationError if the value is not a security, or none of its policies can be
 *   described: pass `schemes` for policies of your own
 * @example
 * const { paths, components } = openApiOf(routesOf(app), security);
 */
export function openApiOf(
  routes: readonly Route[],
  security: object,
  options: OpenApiOptions = {},
): OpenApiFragment {
  const securitySchemes = { ...schemesOf(wiringOf(security).policies), ...options.schemes };
  const names = Object.keys(securitySchemes);
  // An empty list would say that everyone may ask.
  if (names.length === 0)
    throw setupIncomplete(
      'openApiOf knows no scheme of the policies of this security: describe them by the option schemes.',
    );
  const paths = new Map<string, Record<string, object>>();
  for (const route of routes) {
    const found = openApiPathOf(route.path);
    if (found === null) continue;
    const item = paths.get(found.path) ?? { parameters: found.parameters.map(parameterOf) };
    for (const method of methodsOf(route)) {
      item[method] ??= operationOf(route, names);
      paths.set(found.path, item);
    }
  }
  const responses = Object.entries(REFUSALS).map(([status, name]) => [
    name,
    refusalOf(Number(status)),
  ]);
  return {
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes,
      responses: Object.fromEntries(responses) as Record<string, object>,
      schemas: { Problem: PROBLEM },
    },
  };
}

function methodsOf({ method }: Route): readonly string[] {
  if (method === '*') return ALL;
  const name = method.toLowerCase();
  return METHODS.includes(name) ? [name] : [];
}

const parameterOf = (name: string): object => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
});

function operationOf(route: Route, schemes: readonly string[]): OpenApiOperation {
  const responses: Record<string, object> = { default: ANSWER };
  if (!route.guarded || route.public) return { security: [], responses };
  const permissions = route.rules.flatMap(({ permission }) => permission ?? []);
  const refuse = (status: keyof typeof REFUSALS): void => {
    responses[status] = { $ref: `#/components/responses/${REFUSALS[status]}` };
  };
  refuse(401);
  if (permissions.length > 0) refuse(403);
  return {
    security: schemes.map((name) => ({ [name]: [] })),
    responses,
    ...(permissions.length > 0 ? { 'x-permissions': permissions } : {}),
  };
}

function refusalOf(status: number): object {
  const example = problemOf(status);
  const schema = { $ref: '#/components/schemas/Problem' };
  const header = { description: 'What to send instead (RFC 6750).', schema: { type: 'string' } };
  return {
    description: example.detail,
    headers: { 'WWW-Authenticate': header },
    content: { [PROBLEM_TYPE]: { schema, example } },
  };
}

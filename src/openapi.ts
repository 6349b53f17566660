/** Routes of an application as a part of an OpenAPI document. */
export { openApiOf } from './security/openapi.ts';
export type { OpenApiFragment, OpenApiOperation, OpenApiOptions } from './security/openapi.ts';
export type { OpenApiScheme } from './security/openapi-schemes.ts';
export type { Route, RouteRule } from './security/routes.ts';

import type { FastifyRequest } from 'fastify';

/** The route of a request, as Fastify keeps it under a symbol of its own. */
type Kept = Readonly<Record<symbol, { readonly config?: object } | undefined>>;

/** Null until a request was seen, and false if the version of Fastify has no such symbol. */
let symbol: symbol | false | null = null;

/**
 * Returns the `config` of the route of a request. `request.routeOptions` makes an object of twelve
 * members whenever it is read, which costs as much as finding the token.
 */
export function configOf(request: FastifyRequest): object | undefined {
  symbol ??= symbolOf(request);
  const kept = symbol === false ? undefined : (request as unknown as Kept)[symbol];
  // Another copy of Fastify in the same process has another symbol.
  return kept === undefined ? request.routeOptions.config : kept.config;
}

function symbolOf(request: FastifyRequest): symbol | false {
  const { config } = request.routeOptions;
  const keeps = (key: symbol): boolean =>
    key.description === 'fastify.context' && (request as unknown as Kept)[key]?.config === config;
  return Object.getOwnPropertySymbols(request).find(keeps) ?? false;
}

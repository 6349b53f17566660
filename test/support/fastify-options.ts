import type { FastifyServerOptions } from 'fastify';

/**
 * On Deno the router of Fastify throws, outside of its error handling, for a request whose target
 * is a whole URL.
 */
export const fastifyOptions: Pick<FastifyServerOptions, 'rewriteUrl'> =
  'Deno' in globalThis
    ? { rewriteUrl: ({ url = '/' }) => (url.startsWith('/') || url === '*' ? url : '/') }
    : {};

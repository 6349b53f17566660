import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as adapter from '../../../src/adapters/fastify.ts';
import type { Mount, Route } from '../../../src/testing.ts';
import { guardOf, refusing } from '../../../src/testing.ts';

const urlOf = (request: FastifyRequest): string => request.originalUrl;
const sendText = (text: string, _request: FastifyRequest, reply: FastifyReply): unknown =>
  reply.send(text);

/** How a guard is put on a route. */
export type PutGuard = (guard: adapter.FastifyGuard) => object;

/**
 * @param times - how often `authenticate` is registered
 * @param put - the hook that the guard is
 */
export function mountFastify(times = 1, put: PutGuard = (guard) => ({ preHandler: guard })): Mount {
  return async (security, routes, { onRefused }) => {
    // A Worker runs no timer while it starts.
    const app = Fastify({ forceCloseConnections: true, pluginTimeout: 0 });
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    for (let i = 0; i < times; i++)
      app.register(adapter.authenticate(security, i === 0 ? options : {}));
    for (const route of routes) addRoute(app, route, put);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    return { port, close: () => app.close() };
  };
}

function addRoute(app: FastifyInstance, route: Route, put: PutGuard): void {
  const guard: adapter.FastifyGuard | null = guardOf(route, adapter, urlOf, sendText);
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: route.path,
    ...(guard === null ? {} : put(guard)),
    async handler(request, reply) {
      const auth = route.needsUser ? adapter.userOf(request) : adapter.authOf(request);
      for (const [name, value] of route.early) reply.header(name, value);
      const { status, headers, body } = await route.handle(auth, urlOf(request));
      reply.code(status);
      for (const [name, value] of headers) reply.header(name, value);
      const isText = body === null || typeof body === 'string';
      return reply.send(isText ? (body ?? undefined) : Readable.from(body, { objectMode: false }));
    },
  });
}

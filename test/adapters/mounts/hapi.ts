import { Readable } from 'node:stream';
import { server as createServer } from '@hapi/hapi';
import type { Request, ResponseToolkit, Server } from '@hapi/hapi';
import type { Mount, Route } from 'pyramidion/testing';
import { guardOf, refusing } from 'pyramidion/testing';
import * as adapter from '../../../examples/hapi/adapter.ts';

const urlOf = (request: Request): string => request.raw.req.url as string;
const sendText = (text: string, _request: Request, toolkit: ResponseToolkit) =>
  toolkit.response(text).takeover();

/** @param times - how often `authenticate` is registered */
export function mountHapi(times = 1): Mount {
  return async (security, routes, { onRefused }) => {
    const server = createServer({ port: 0, host: '127.0.0.1', debug: false });
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    for (let i = 0; i < times; i++)
      await server.register(adapter.authenticate(security, i === 0 ? options : {}));
    for (const route of routes) addRoute(server, route);
    await server.start();
    return {
      port: Number(server.info.port),
      close() {
        server.listener.closeAllConnections();
        return server.stop({ timeout: 0 });
      },
    };
  };
}

function addRoute(server: Server, route: Route): void {
  const guard = guardOf(route, adapter, urlOf, sendText);
  server.route({
    method: ['GET', 'POST'],
    path: route.path,
    options: { pre: guard === null ? [] : [guard] },
    async handler(request, toolkit) {
      const auth = (route.needsUser ? adapter.userOf : adapter.authOf)(request);
      const { status, headers, body } = await route.handle(auth, urlOf(request));
      const isText = body === null || typeof body === 'string';
      const response = toolkit.response(
        isText ? (body ?? undefined) : Readable.from(body, { objectMode: false }),
      );
      response.code(status);
      if (!isText) response.type('text/event-stream');
      for (const [name, value] of [...route.early, ...headers])
        response.header(name, value, { append: name === 'Set-Cookie' });
      return response;
    },
  });
}

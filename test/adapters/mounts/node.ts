import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as nodeAdapter from '../../../src/adapters/node.ts';
import type { Mount, MountOptions, Mounted, Route } from '../../../src/testing.ts';
import { guardOf, refusing, writeAnswer } from '../../../src/testing.ts';
import type { Security } from '../../../src/index.ts';

type Adapter = typeof nodeAdapter;

const urlOf = (request: IncomingMessage): string => request.url as string;
const sendText = (text: string, _request: IncomingMessage, response: ServerResponse): unknown =>
  response.end(text);

/** Returns the application of the contract as a listener of `node:http`. */
export function nodeListener(
  adapter: Adapter,
  times: number,
  security: Security,
  routes: readonly Route[],
  { onRefused }: MountOptions,
): RequestListener {
  const handlers = new Map(routes.map((route) => [route.path, handlerOf(adapter, route)]));
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  let app = ((request: IncomingMessage, response: ServerResponse) => {
    const handler = handlers.get(urlOf(request).split('?', 1)[0] as string);
    if (handler !== undefined) return handler(request as never, response);
    response.statusCode = 404;
    return response.end();
  }) as RequestListener;
  for (let i = 0; i < times; i++)
    app = adapter.authenticate(security, i === 0 ? options : {})(app) as RequestListener;
  return app;
}

function handlerOf(adapter: Adapter, route: Route): nodeAdapter.NodeHandler {
  const handler: nodeAdapter.NodeHandler = async (request, response) => {
    const auth = route.needsUser ? adapter.userOf(request) : adapter.authOf(request);
    for (const [name, value] of route.early) response.appendHeader(name, value);
    await writeAnswer(response, await route.handle(auth, urlOf(request)));
  };
  return guardOf(route, adapter, urlOf, sendText)?.(handler) ?? handler;
}

/** Serves a listener on a free port of the machine. */
export async function serveNode(listener: RequestListener): Promise<Mounted> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param times - how often `authenticate` is mounted */
export function mountNode(adapter: Adapter, times = 1): Mount {
  return (...args) => serveNode(nodeListener(adapter, times, ...args));
}

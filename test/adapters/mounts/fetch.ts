import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FetchHandler } from '../../../src/adapters/fetch.ts';
import type * as fetchAdapter from '../../../src/adapters/fetch.ts';
import type { Security } from '../../../src/index.ts';
import type { Mount, MountOptions, Route } from '../../../src/testing.ts';
import { answerResponse, guardOf, refusing } from '../../../src/testing.ts';
import { serveNative } from './native.ts';
import { serveNode } from './node.ts';

type Adapter = typeof fetchAdapter;
/** A fetch handler as a runtime calls it. */
export type FetchApplication = (
  request: Request,
  ...rest: unknown[]
) => Response | Promise<Response>;

const urlOf = ({ url }: Request): string => url.slice(url.indexOf('/', 8));
const sendText = (text: string): Response => new Response(text);

/** Returns the application of the contract as a fetch handler. */
export function fetchApplication(
  adapter: Adapter,
  times: number,
  security: Security,
  routes: readonly Route[],
  { onRefused }: MountOptions,
): FetchApplication {
  const handlers = new Map(routes.map((route) => [route.path, handlerOf(adapter, route)]));
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  let app: FetchHandler = (request, context) => {
    const handler = handlers.get(new URL(request.url).pathname);
    return handler?.(request, context) ?? new Response(null, { status: 404 });
  };
  for (let i = 0; i < times; i++) app = adapter.authenticate(security, i === 0 ? options : {})(app);
  return app as FetchApplication;
}

function handlerOf(adapter: Adapter, route: Route): FetchHandler {
  const handler: FetchHandler = async (request, { auth }) => {
    const context = route.needsUser ? adapter.userOf(request) : auth;
    return answerResponse(route, await route.handle(context, urlOf(request)));
  };
  const guard = guardOf(route, adapter, urlOf, sendText) as fetchAdapter.FetchGuard | null;
  return guard?.(handler) ?? handler;
}

/** Serves a fetch handler by `node:http`, as a runtime without Node would. */
export function listenerOf(app: FetchApplication) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      headers.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string);
    const url = `http://${incoming.headers.host}${incoming.url}`;
    const response = await app(new Request(url, { method: incoming.method ?? 'GET', headers }));
    for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
    outgoing.writeHead(response.status);
    if (response.body === null) return void outgoing.end();
    try {
      for await (const chunk of response.body) outgoing.write(chunk);
      outgoing.end();
    } catch {
      outgoing.destroy();
    }
  };
}

/** The rules that the Headers of a runtime make impossible where `node:http` serves the handler. */
export const cannotByHeaders: Readonly<Record<string, string>> =
  'Deno' in globalThis
    ? {
        'answers 400 to the session cookies of two users in two headers':
          'Headers of Deno join the two by a comma',
      }
    : {};

/** @param times - how often `authenticate` is mounted */
export function mountFetch(adapter: Adapter, times = 1): Mount {
  return (...args) => serveNode(listenerOf(fetchApplication(adapter, times, ...args)));
}

/** Mounts the adapter on the server of the runtime. */
export function mountNativeFetch(adapter: Adapter, times = 1): Mount {
  return async (...args) => serveNative(fetchApplication(adapter, times, ...args));
}

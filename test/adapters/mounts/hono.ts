import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context, Handler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as adapter from '../../../src/adapters/hono.ts';
import type { Mount, Mounted, Route } from '../../../src/testing.ts';
import { answerResponse, guardOf, refusing } from '../../../src/testing.ts';
import { hasNativeServer, serveNative } from './native.ts';

const urlOf = (c: Context): string => c.req.url.slice(c.req.url.indexOf('/', 8));
const sendText = (text: string, c: Context): Response => c.text(text);

/** How handlers answer: by the helpers of the context, or by a Response of their own. */
export type Style = 'helpers' | 'responses';

/** @param times - how often `authenticate` is mounted */
export function mountHono(times: number, style: Style): Mount {
  return (...args) => serveHono(honoApplication(times, style, ...args));
}

/** Returns the application of the contract. */
export function honoApplication(
  times: number,
  style: Style,
  ...[security, routes, { onRefused }]: Parameters<Mount>
): Hono {
  const app = new Hono();
  // Knows no AuthError, as the one in the documentation of Hono.
  if (style === 'responses')
    app.onError((error, c) =>
      error instanceof HTTPException ? error.getResponse() : c.text('Internal Server Error', 500),
    );
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  for (let i = 0; i < times; i++) app.use(adapter.authenticate(security, i === 0 ? options : {}));
  for (const route of routes) {
    const guard = guardOf(route, adapter, urlOf, sendText);
    const handler = style === 'helpers' ? byHelpers(route) : byResponse(route);
    if (guard === null) app.all(route.path, handler);
    else app.all(route.path, guard, handler);
  }
  return app;
}

/**
 * Serves an application by the server of the runtime, on Node by `@hono/node-server`, which
 * replaces classes of the process.
 */
export async function serveHono(app: Hono): Promise<Mounted> {
  if (hasNativeServer) return serveNative(app.fetch);
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function byHelpers(route: Route): Handler {
  return async (c) => {
    for (const [name, value] of route.early) c.header(name, value, { append: true });
    const answer = await route.handle(authOf(route, c), urlOf(c));
    const response = answerResponse({ ...route, early: [] }, answer);
    return answer.immutable ? response : c.newResponse(response.body, response);
  };
}

function byResponse(route: Route): Handler {
  return async (c) => answerResponse(route, await route.handle(authOf(route, c), urlOf(c)));
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- either of two contexts
function authOf(route: Route, c: Context) {
  return route.needsUser ? adapter.userOf(c) : adapter.authOf(c);
}

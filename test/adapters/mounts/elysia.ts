import { node } from '@elysiajs/node';
import { Elysia } from 'elysia';
import type { Context } from 'elysia';
import * as adapter from '../../../src/adapters/elysia.ts';
import type { Mount, Mounted, RouteAnswer } from '../../../src/testing.ts';
import { answerResponse, guardOf, refusing } from '../../../src/testing.ts';

/**
 * How an application is made: by the adapter for Node, with answers by `set`; without AOT, with
 * answers that are Responses; or as on Bun, with answers by `set`.
 */
export type Style = 'node' | 'dynamic' | 'bun';

const urlOf = ({ request }: Context): string => request.url.slice(request.url.indexOf('/', 8));
const sendText = (text: string): Response => new Response(text);

/** @param times - how often `authenticate` is mounted */
export function mountElysia(style: Style, times = 1): Mount {
  return (...args) => serveElysia(contractOn(applicationOf(style), style, times, ...args));
}

/** Puts the contract on an application. */
export function contractOn(
  app: Elysia,
  style: Style,
  times: number,
  ...[security, routes, { onRefused }]: Parameters<Mount>
): Elysia {
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  for (let i = 0; i < times; i++) app.use(adapter.authenticate(security, i === 0 ? options : {}));
  for (const route of routes) {
    const guard = guardOf(route, adapter, urlOf, sendText);
    const handler = async (context: Context): Promise<unknown> => {
      const auth = route.needsUser ? adapter.userOf(context) : adapter.authOf(context);
      for (const [name, value] of route.early) addHeader(context, name, value);
      const answer = await route.handle(auth, urlOf(context));
      const isText = answer.body === null || typeof answer.body === 'string';
      return style !== 'dynamic' && isText && !answer.immutable
        ? answerBySet(context, answer)
        : answerResponse({ ...route, early: [] }, answer);
    };
    app.all(route.path, handler, guard === null ? {} : { transform: guard });
  }
  return app;
}

export function applicationOf(style: Style): Elysia {
  if (style === 'bun') return new Elysia();
  return new Elysia(style === 'node' ? { adapter: node() } : { aot: false });
}

function answerBySet(context: Context, { status, headers, body }: RouteAnswer): unknown {
  context.set.status = status;
  for (const [name, value] of headers) addHeader(context, name, value);
  // Elysia gives each string the type of plain text.
  const isJson = headers.some(([, value]) => value === 'application/json');
  return isJson ? JSON.parse(body as string) : (body ?? undefined);
}

function addHeader({ set }: Context, name: string, value: string): void {
  const key = name.toLowerCase();
  const before = set.headers[key];
  set.headers[key] = (before === undefined ? value : [before, value].flat()) as string;
}

/** Mounts the adapter on the server that Elysia starts on Bun. */
export function mountElysiaOnBun(times = 1): Mount {
  return async (...args) => {
    const app = contractOn(applicationOf('bun'), 'bun', times, ...args);
    app.listen({ port: 0, hostname: '127.0.0.1' });
    return { port: app.server?.port as number, close: () => app.stop(true) };
  };
}

/** Serves an application on a free port. */
export async function serveElysia(app: { fetch: Elysia['fetch'] }): Promise<Mounted> {
  const { serve } = await import('srvx/node');
  const server = serve({
    fetch: (request) => app.fetch(request),
    port: 0,
    hostname: '127.0.0.1',
    silent: true,
  });
  await server.ready();
  return { port: Number(new URL(server.url as string).port), close: () => server.close(true) };
}

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { serve } from 'hono-node-server1';
import { expect, it } from 'vitest';
import { authenticate as forFetch } from '../../../src/adapters/fetch.ts';
import { authenticate, authOf } from '../../../src/adapters/hono.ts';
import { restoreFetchClasses } from '../../support/globals.ts';
import { COOKIE, sliding } from '../../support/security.ts';

restoreFetchClasses();

type Handler = (request: Request) => Response | Promise<Response>;

function withHono(around: MiddlewareHandler): Handler {
  const app = new Hono();
  app.use(around);
  app.use(authenticate(sliding().security));
  app.get('/', async (c) => {
    await authOf(c).remember('ann');
    return c.text('page');
  });
  return (request) => app.fetch(request);
}

function withFetch(): Handler {
  const handler = forFetch(sliding().security)(async (_request, { auth }) => {
    await auth.remember('ann');
    return new Response('page');
  });
  return async (request) => {
    const response = await handler(request);
    return new Response(response.body, response);
  };
}

it.each<[string, () => Handler]>([
  [
    'a middleware of Hono around authenticate sets a header',
    () =>
      withHono(async (c, next) => {
        await next();
        c.header('X-Around', '1');
      }),
  ],
  [
    'a middleware of Hono around authenticate copies the Response',
    () =>
      withHono(async (c, next) => {
        await next();
        c.res = new Response(c.res.body, c.res);
      }),
  ],
  ['the Response of a fetch handler is copied', withFetch],
])('keeps cookies on version 1 of the server of Hono if %s', async (_what, make) => {
  const server = serve({ fetch: make(), port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  server.close();
  expect(headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([COOKIE]);
  expect(headers.get('vary')).toBe('Cookie');
});

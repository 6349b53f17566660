import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { serve } from 'hono-node-server1';
import { expect, it } from 'vitest';
import { authenticate, authOf } from '../../../src/adapters/hono.ts';
import { restoreFetchClasses } from '../../support/globals.ts';
import { COOKIE, sliding } from '../../support/security.ts';

restoreFetchClasses();

/** What middleware does that runs around authenticate. */
const AROUND: Record<string, MiddlewareHandler> = {
  'sets a header': async (c, next) => {
    await next();
    c.header('X-Around', '1');
  },
  'copies the Response': async (c, next) => {
    await next();
    c.res = new Response(c.res.body, c.res);
  },
};

it.each(Object.keys(AROUND))('keeps cookies on version 1 of the server if one %s', async (name) => {
  const app = new Hono();
  app.use(AROUND[name] as MiddlewareHandler);
  app.use(authenticate(sliding().security));
  app.get('/', async (c) => {
    await authOf(c).remember('ann');
    return c.text('page');
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  server.close();
  expect(headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([COOKIE]);
  expect(headers.get('vary')).toBe('Cookie');
});

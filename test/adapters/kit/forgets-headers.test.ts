import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from 'hono-node-server1';
import { expect, it } from 'vitest';
import { authenticate } from '../../../src/adapters/fetch.ts';
import { restoreFetchClasses } from '../../support/globals.ts';
import { COOKIE, sliding } from '../../support/security.ts';

restoreFetchClasses();

it('keeps cookies on version 1 of the server of Hono if the Response is copied', async () => {
  const handler = authenticate(sliding().security)(async (_request, { auth }) => {
    await auth.remember('ann');
    return new Response('page');
  });
  const copied = async (request: Request): Promise<Response> => {
    const response = await handler(request);
    return new Response(response.body, response);
  };
  const server = serve({ fetch: copied, port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  server.close();
  expect(headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([COOKIE]);
  expect(headers.get('vary')).toBe('Cookie');
});

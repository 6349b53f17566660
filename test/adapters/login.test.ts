import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import * as expressAdapter from '../../src/adapters/express.ts';
import * as fastifyAdapter from '../../src/adapters/fastify.ts';
import * as fetchAdapter from '../../src/adapters/fetch.ts';
import * as honoAdapter from '../../src/adapters/hono.ts';
import * as koaAdapter from '../../src/adapters/koa.ts';
import * as nodeAdapter from '../../src/adapters/node.ts';
import { Allow, AuthError, createSecurity, headerPolicy } from '../../src/index.ts';
import { authAs, httpClient, testSecret } from '../../src/testing.ts';

const security = createSecurity({
  privateKey: testSecret(),
  expiration: '15m',
  policies: [headerPolicy()],
  root: { acl: [[Allow, 'role:boss', 'admin']] },
  logger: { warn: () => {}, error: () => {} },
});
const LOGIN = { login: '/login' };
const throwing = (): never => {
  throw new AuthError('credentials_missing');
};

type Listener = Parameters<typeof createServer>[1];

/** Each with `/guarded`, behind a guard, and `/thrown`, whose handler throws an AuthError. */
const LISTENERS: Record<string, () => Listener | Promise<Listener>> = {
  node() {
    const serve = nodeAdapter.authenticate(security, LOGIN);
    const guarded = nodeAdapter.permit('admin')(() => undefined);
    return serve((request, response) =>
      request.url?.startsWith('/guarded') === true ? guarded(request, response) : throwing(),
    );
  },
  fetch() {
    const serve = fetchAdapter.authenticate(security, LOGIN);
    const guarded = fetchAdapter.permit('admin')(() => new Response());
    const app = serve((request, context) =>
      new URL(request.url).pathname === '/guarded' ? guarded(request, context) : throwing(),
    );
    return getRequestListener((request) => app(request), { overrideGlobalObjects: false });
  },
  express() {
    const app = express();
    app.use(expressAdapter.authenticate(security, LOGIN) as never);
    app.get('/guarded', expressAdapter.permit('admin') as never, () => undefined);
    app.get('/thrown', throwing);
    return app as Listener;
  },
  hono() {
    const app = new Hono();
    app.use(honoAdapter.authenticate(security, LOGIN));
    app.get('/guarded', honoAdapter.permit('admin'), (c) => c.text(''));
    app.get('/thrown', throwing);
    return getRequestListener(app.fetch, { overrideGlobalObjects: false });
  },
  koa() {
    const app = new Koa();
    const guard = koaAdapter.permit('admin');
    app.use(koaAdapter.authenticate(security, LOGIN) as never);
    app.use((context, next) =>
      context.path === '/guarded' ? guard(context as never, next) : throwing(),
    );
    return app.callback();
  },
  async fastify() {
    const app = fastify();
    await app.register(fastifyAdapter.authenticate(security, LOGIN));
    app.get('/guarded', { preHandler: fastifyAdapter.permit('admin') }, async () => '');
    app.get('/thrown', throwing);
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

describe.each(Object.entries(LISTENERS))('the option login, in %s', (_name, listener) => {
  async function ask(path: string, headers: Record<string, string>) {
    const server = createServer(await listener()).listen(0, '127.0.0.1');
    open.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const reply = await httpClient(port)({
      method: 'GET',
      path,
      headers: Object.entries(headers),
      body: null,
    });
    const named = new Headers(reply.headers as [string, string][]);
    return { ...reply, headers: named };
  }

  it.each(['/guarded?page=2', '/thrown?page=2'])(
    'sends a document to the login page with its address: %s',
    async (path) => {
      const { status, headers, body } = await ask(path, { 'Sec-Fetch-Dest': 'document' });
      expect([status, body]).toEqual([303, '']);
      expect(headers.get('location')).toBe(`/login?return_to=${encodeURIComponent(path)}`);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('www-authenticate')).toBeNull();
    },
  );

  it('answers a program with 401 and the challenge', async () => {
    for (const path of ['/guarded', '/thrown']) {
      const { status, headers } = await ask(path, { Accept: 'application/json' });
      expect([path, status]).toEqual([path, 401]);
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('answers a user who may not with 403', async () => {
    const user = await authAs(security, 'alice');
    const { status } = await ask('/guarded', { ...user, 'Sec-Fetch-Dest': 'document' });
    expect(status).toBe(403);
  });
});

it.each(['login', '//evil.example', '/\\evil.example', 'https://a.example/login', '/login#top'])(
  'the option login takes a path of this server alone, and not %s',
  (login) => {
    expect(() => expressAdapter.authenticate(security, { login })).toThrow(/login of authenticate/);
  },
);

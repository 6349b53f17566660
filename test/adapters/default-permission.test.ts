import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import { Controller, All as AllRoute, Get, Module, Post } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { Elysia } from 'elysia';
import Fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as elysia from '../../src/adapters/elysia.ts';
import * as fastify from '../../src/adapters/fastify.ts';
import * as fetching from '../../src/adapters/fetch.ts';
import * as h3 from '../../src/adapters/h3.ts';
import * as hono from '../../src/adapters/hono.ts';
import * as koa from '../../src/adapters/koa.ts';
import * as nest from '../../src/adapters/nest.ts';
import * as next from '../../src/adapters/next.ts';
import * as node from '../../src/adapters/node.ts';
import * as io from '../../src/adapters/socket.io.ts';
import * as sveltekit from '../../src/adapters/sveltekit.ts';
import * as ws from '../../src/adapters/ws.ts';
import { Allow, Public, user } from '../../src/index.ts';
import { authAs, httpClient } from '../../src/testing.ts';
import type { Mounted } from '../../src/testing.ts';
import { restoreFetchClasses } from '../support/globals.ts';
import { setUp } from '../support/security.ts';
import { applicationOf, serveElysia } from './mounts/elysia.ts';
import { listenerOf } from './mounts/fetch.ts';
import { serveH3 } from './mounts/h3.ts';
import { serveHono } from './mounts/hono.ts';
import { decorate, serveNest } from './mounts/nest.ts';
import { serveNode } from './mounts/node.ts';
import { tricksThatReach } from './path-tricks.ts';

const { security } = setUp({
  root: {
    acl: [
      [Allow, user('alice'), 'view'],
      [Allow, user('bob'), 'edit'],
    ],
  },
});
const OPTIONS = { defaultPermission: 'view' };
let served = 0;
const serve = (): string => `served ${++served}`;
const serveAll = (): string => 'for everyone';

/**
 * Each serves `/bare`, `/page` and `/sub/bare` (without a rule), `/all` (for all methods), `/open`
 * and `/sub/open` (for everyone), `/edit` and `/admin/page` (for those who may edit), and `/user`.
 */
const frameworks: [string, () => Mounted | Promise<Mounted>][] = [
  [
    'Hono',
    () => {
      const sub = new Hono()
        .get('/bare', (c) => c.text(serve()))
        .get('/open', hono.permit(Public), (c) => c.text(serveAll()));
      sub.onError((error) => {
        throw error;
      });
      const app = new Hono()
        .use(hono.authenticate(security, OPTIONS))
        .use('/admin/*', hono.permit('edit'))
        .get('/admin/page', (c) => c.text(serve()))
        .get('/bare', (c) => c.text(serve()))
        .post('/bare', hono.permit(Public), (c) => c.text(serveAll()))
        .all('/page', (c) => c.text(serve()))
        .all('/all', (c) => c.text(serve()))
        .get('/open', hono.permit(Public), (c) => c.text(serveAll()))
        .get('/edit', hono.permit('edit'), (c) => c.text(serve()))
        .get('/user', hono.required(), (c) => c.text(serve()))
        .route('/sub', sub);
      return serveHono(app as never);
    },
  ],
  [
    'Koa',
    () => {
      const answer: Koa.Middleware = (context) => void (context.body = serve());
      const answerAll: Koa.Middleware = (context) => void (context.body = serveAll());
      const sub = new Router();
      sub.get('/bare', answer).get('/open', koa.permit(Public), answerAll);
      const router = new Router();
      router.use('/admin', koa.permit('edit'));
      router.get('/admin/page', answer).get('/bare', answer).all('/page', answer);
      router.post('/bare', koa.permit(Public), answerAll).all('/all', answer);
      router.get('/open', koa.permit(Public), answerAll).get('/edit', koa.permit('edit'), answer);
      router.get('/user', koa.required(), answer).use('/sub', sub.routes());
      const app = new Koa().use(koa.authenticate(security, OPTIONS)).use(router.routes());
      return serveNode(app.use(router.allowedMethods()).callback());
    },
  ],
  [
    'Fastify',
    async () => {
      const app = Fastify({ forceCloseConnections: true });
      await app.register(fastify.authenticate(security, OPTIONS));
      app.get('/bare', serve).all('/page', serve).all('/all', serve);
      app.post('/bare', { config: { permission: Public } as object }, serveAll);
      app.get('/open', { preHandler: fastify.permit(Public) }, serveAll);
      app.get('/edit', { onRequest: [fastify.permit('edit')] }, serve);
      app.get('/user', { config: { required: true } as object }, serve);
      app.register(
        async (sub) => {
          sub.get('/bare', serve);
          sub.get('/open', { config: { permission: Public } as object }, serveAll);
        },
        { prefix: '/sub' },
      );
      app.register(
        async (admin) => {
          admin.get('/page', serve);
          // Added behind the route, and asked late.
          admin.addHook('preHandler', fastify.permit('edit'));
        },
        { prefix: '/admin' },
      );
      await app.listen({ port: 0, host: '127.0.0.1' });
      return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
    },
  ],
  [
    'h3',
    () => {
      const open = { middleware: [h3.permit(Public)] };
      const sub = new H3().get('/bare', serve).get('/open', serveAll, open);
      const app = new H3()
        .use(h3.authenticate(security, OPTIONS))
        .use('/admin/**', h3.permit('edit'))
        .get('/admin/page', serve)
        .get('/bare', serve)
        .post('/bare', serveAll, open)
        .all('/page', serve)
        .all('/all', serve)
        .get('/open', serveAll, open)
        .get('/edit', serve, { middleware: [h3.permit('edit')] })
        .get('/user', serve, { middleware: [h3.required()] })
        .mount('/sub', sub);
      return serveH3(app);
    },
  ],
  ...(['node', 'dynamic', 'bun'] as const).map((style): [string, () => Promise<Mounted>] => [
    `Elysia, made for ${style}`,
    () => {
      const { permit } = elysia;
      const sub = new Elysia({ prefix: '/sub' })
        .get('/bare', serve)
        .get('/open', serveAll, { transform: permit(Public) });
      const admin = new Elysia({ prefix: '/admin' })
        .onTransform(permit('edit'))
        .get('/page', serve);
      const app = applicationOf(style)
        .use(elysia.authenticate(security, OPTIONS as object))
        .get('/bare', serve)
        .post('/bare', serveAll, { permit: Public })
        .all('/page', serve)
        .all('/all', serve)
        .get('/open', serveAll, { permit: Public })
        .get('/edit', serve, { permit: 'edit' })
        .get('/user', serve, { required: true })
        .use(sub)
        .use(admin);
      return serveElysia(app as never);
    },
  ]),
  ...(['express', 'fastify'] as const).map((platform): [string, () => Promise<Mounted>] => [
    `Nest on ${platform}`,
    () => {
      class Root {
        bare(): string {
          return serve();
        }
        post(): string {
          return serve();
        }
        page(): string {
          return serve();
        }
        all(): string {
          return serve();
        }
        open(): string {
          return serveAll();
        }
        edit(): string {
          return serve();
        }
        user(): string {
          return serve();
        }
      }
      decorate(Root, {
        on: [Controller()],
        bare: [Get('bare')],
        post: [Post('bare'), nest.PublicRoute()],
        page: [AllRoute('page')],
        all: [AllRoute('all')],
        open: [Get('open'), nest.PublicRoute()],
        edit: [Get('edit'), nest.Permit('edit')],
        user: [Get('user'), nest.Required()],
      });
      class Sub {
        bare(): string {
          return serve();
        }
        open(): string {
          return serveAll();
        }
      }
      decorate(Sub, {
        on: [Controller('sub')],
        bare: [Get('bare')],
        open: [Get('open'), nest.PublicRoute()],
      });
      class Admin {
        page(): string {
          return serve();
        }
      }
      decorate(Admin, { on: [Controller('admin'), nest.Permit('edit')], page: [Get('page')] });
      class App {}
      const imports = [nest.SecurityModule.forRoot(security, OPTIONS)];
      Module({ imports, controllers: [Root, Sub, Admin] })(App);
      return serveNest(App as Type, platform);
    },
  ]),
];

const PROTECTED = '401 200 403';
const OPEN = '200 200 200';
const EDIT = '401 403 200';

describe.each(frameworks)('the default permission in %s', (name, start) => {
  restoreFetchClasses();
  let mounted: Mounted;
  beforeAll(async () => {
    mounted = await start();
  });
  afterAll(() => mounted.close());

  /** The statuses of a request: anonymous, of alice (who may view), of bob (who may edit). */
  async function statuses(path: string, method = 'GET'): Promise<string> {
    const send = httpClient(mounted.port);
    const all: number[] = [];
    for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')]) {
      const hasBody = method === 'POST';
      const fields: [string, string][] = hasBody ? [['Content-Type', 'application/json']] : [];
      const body = hasBody ? '{}' : null;
      const asked = { method, path, headers: [...fields, ...Object.entries(headers)], body };
      const { status } = await send(asked as never);
      all.push(status === 201 ? 200 : status);
    }
    return all.join(' ');
  }

  it.each([
    ['/admin/page', EDIT],
    ['/bare', PROTECTED],
    ['/page', PROTECTED],
    ['/sub/bare', PROTECTED],
    ['/all', PROTECTED],
    ['/open', OPEN],
    ['/sub/open', OPEN],
    ['/edit', EDIT],
    ['/user', '401 200 200'],
    ['/none', '404 404 404'],
  ])('answers GET %s by %s', async (path, expected) => {
    expect(await statuses(path)).toBe(expected);
    expect(await statuses(path)).toBe(expected);
  });

  it('takes each method for itself, and HEAD for GET (R087)', async () => {
    // Without AOT Elysia has no route for HEAD.
    const ofHead = name.includes('dynamic') ? '404 404 404' : PROTECTED;
    expect(await statuses('/bare', 'HEAD')).toBe(ofHead);
    expect(await statuses('/bare', 'POST')).toBe(OPEN);
    expect(await statuses('/all', 'DELETE')).toBe(PROTECTED);
  });

  it('runs no handler of a request that it refuses', async () => {
    const before = served;
    await httpClient(mounted.port)({ method: 'GET', path: '/bare', headers: [], body: null });
    expect(served).toBe(before);
  });

  it('is not evaded by any spelling of the path, method or header (R086, R129–R131)', async () => {
    expect(await tricksThatReach(mounted.port, () => served)).toEqual([]);
    const alice = await authAs(security, 'alice');
    expect(await tricksThatReach(mounted.port, () => served, alice)).toContain('GET /page');
  });
});

describe.each([
  [
    'fetch',
    (handler: 'bare' | 'open' | 'edit') => {
      const bare = (): Response => new Response(serve());
      const handlers = {
        bare,
        open: fetching.permit(Public)(bare),
        edit: fetching.permit('edit')(fetching.required()(bare)),
      };
      return listenerOf(fetching.authenticate(security, OPTIONS)(handlers[handler]));
    },
  ],
  [
    'node:http',
    (handler: 'bare' | 'open' | 'edit') => {
      const bare: node.NodeHandler = (_request, response) => response.end(serve());
      const handlers = { bare, open: node.permit(Public)(bare), edit: node.permit('edit')(bare) };
      return node.authenticate(security, OPTIONS)(handlers[handler]);
    },
  ],
])('the default permission in %s', (_name, make) => {
  it.each([
    ['bare', PROTECTED],
    ['open', OPEN],
    ['edit', EDIT],
  ] as const)('answers a handler that is %s by %s', async (handler, expected) => {
    const mounted = await serveNode(make(handler) as never);
    const send = httpClient(mounted.port);
    const all: number[] = [];
    for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')]) {
      const asked = { method: 'GET', path: '/', headers: Object.entries(headers), body: null };
      all.push((await send(asked as never)).status);
    }
    await mounted.close();
    expect(all.join(' ')).toBe(expected);
  });
});

const FUNCTIONS = { headers: () => {}, cookies: () => {} };

it.each([
  ['Next', () => next.authenticate(security, OPTIONS as object)],
  ['the pages of Next', () => next.serverAuth(security, { ...FUNCTIONS, ...OPTIONS } as never)],
  ['SvelteKit', () => sveltekit.authenticate(security, OPTIONS as object)],
  ['ws', () => ws.authenticate(security, OPTIONS as object)],
  ['Socket.IO', () => io.authenticate(security, OPTIONS as object)],
  ['the middleware of Nest', () => nest.authenticate(security, OPTIONS as object)],
])('is an error in %s, which would ignore it', (_name, start) => {
  expect(start).toThrow('defaultPermission');
});

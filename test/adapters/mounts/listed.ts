import Router from '@koa/router';
import { Controller, Delete, Get, Module, Put } from '@nestjs/common';
import { initTRPC } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { Elysia } from 'elysia';
import express5 from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as elysia from '../../../src/adapters/elysia.ts';
import * as elysiaList from '../../../src/adapters/elysia/list-routes.ts';
import * as express from '../../../src/adapters/express.ts';
import * as expressList from '../../../src/adapters/express/routes.ts';
import * as fastify from '../../../src/adapters/fastify.ts';
import * as fastifyList from '../../../src/adapters/fastify/routes.ts';
import * as h3 from '../../../src/adapters/h3.ts';
import * as h3List from '../../../src/adapters/h3/routes.ts';
import * as hono from '../../../src/adapters/hono.ts';
import * as honoList from '../../../src/adapters/hono/routes.ts';
import * as koa from '../../../src/adapters/koa.ts';
import * as koaList from '../../../src/adapters/koa/routes.ts';
import type { FoundRoute, Route } from '../../../src/adapters/kit/routes.ts';
import * as nest from '../../../src/adapters/nest.ts';
import * as nestList from '../../../src/adapters/nest/list-routes.ts';
import * as trpc from '../../../src/adapters/trpc.ts';
import * as trpcList from '../../../src/adapters/trpc/routes.ts';
import type { Security } from '../../../src/index.ts';
import { Public } from '../../../src/index.ts';
import type { Mounted } from '../../../src/testing.ts';
import { serveElysia } from './elysia.ts';
import { serveH3 } from './h3.ts';
import { serveHono } from './hono.ts';
import { decorate, serveNest } from './nest.ts';
import { serveNode } from './node.ts';

/** The five routes that every framework serves, in this order. */
export const ROUTES = [
  { method: 'GET', path: '/', shown: 'everyone' },
  { method: 'GET', path: '/reports', shown: 'view on "reports"' },
  { method: 'PUT', path: '/pages/:id', shown: 'edit on root and a user' },
  { method: 'GET', path: '/mine', shown: 'a user' },
  { method: 'DELETE', path: '/open', shown: 'unguarded' },
] as const;

type Options = { readonly defaultPermission?: string };
const REPORTS = { name: 'reports', acl: [] };

/** A framework: how it serves these routes, and how it lists them. */
export interface Listed {
  readonly routesOf: (app: never) => readonly Route[];
  readonly findRoutes: (app: unknown) => readonly FoundRoute[];
  /** Words of the error for another value. */
  readonly takes: RegExp;
  readonly build: (
    security: Security,
    options: Options,
  ) => Promise<{ readonly app: unknown; readonly serve: () => Mounted | Promise<Mounted> }>;
}

const answer = (): string => 'answered';

function ofExpress(create: typeof express5): Listed {
  const { permit, required } = express;
  const handler = (_request: unknown, response: { send(text: string): unknown }): void =>
    void response.send('answered');
  return {
    ...express,
    ...expressList,
    takes: /takes an application or a router of Express/,
    async build(security, options) {
      const app = create();
      app.use(express.authenticate(security, options));
      app.get('/', permit(Public), handler).get('/reports', permit('view', REPORTS), handler);
      app.put('/pages/:id', required('edit'), handler).get('/mine', required(), handler);
      app.delete('/open', handler);
      return { app, serve: () => serveNode(app as never) };
    },
  };
}

const ofElysia = (aot: boolean): Listed => ({
  ...elysia,
  ...elysiaList,
  takes: /takes an application of Elysia/,
  async build(security, options) {
    const app = new Elysia({ aot })
      .use(elysia.authenticate(security, options))
      .get('/', answer, { permit: Public })
      .get('/reports', answer, { permit: ['view', REPORTS] })
      .put('/pages/:id', answer, { required: 'edit' })
      .get('/mine', answer, { required: true })
      .delete('/open', answer);
    return { app, serve: () => serveElysia(app as never) };
  },
});

export const LISTED: Readonly<Record<string, Listed>> = {
  'Express 5': ofExpress(express5),
  'Express 4': ofExpress(express4 as unknown as typeof express5),
  Fastify: {
    ...fastify,
    ...fastifyList,
    takes: /takes an application of Fastify/,
    async build(security, options) {
      const app = Fastify({ forceCloseConnections: true });
      await app.register(fastify.authenticate(security, options));
      app.get('/', { onRequest: fastify.permit(Public) }, answer);
      app.get('/reports', { onRequest: fastify.permit('view', REPORTS) }, answer);
      app.put('/pages/:id', { preHandler: fastify.required('edit') }, answer);
      app.get('/mine', { config: { required: true } as object }, answer).delete('/open', answer);
      await app.ready();
      const serve = async (): Promise<Mounted> => {
        await app.listen({ port: 0, host: '127.0.0.1' });
        return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
      };
      return { app, serve };
    },
  },
  Hono: {
    ...hono,
    ...honoList,
    takes: /takes an application of Hono/,
    async build(security, options) {
      const { permit, required } = hono;
      const app = new Hono()
        .use(hono.authenticate(security, options))
        .get('/', permit(Public), (c) => c.text('answered'))
        .get('/reports', permit('view', REPORTS), (c) => c.text('answered'))
        .put('/pages/:id', required('edit'), (c) => c.text('answered'))
        .get('/mine', required(), (c) => c.text('answered'))
        .delete('/open', (c) => c.text('answered'));
      return { app, serve: () => serveHono(app as never) };
    },
  },
  Koa: {
    ...koa,
    ...koaList,
    takes: /takes an application of Koa/,
    async build(security, options) {
      const { permit, required } = koa;
      const handler: Koa.Middleware = (context) => void (context.body = 'answered');
      const router = new Router();
      router.get('/', permit(Public), handler).get('/reports', permit('view', REPORTS), handler);
      router.put('/pages/:id', required('edit'), handler).get('/mine', required(), handler);
      router.delete('/open', handler);
      const app = new Koa().use(koa.authenticate(security, options)).use(router.routes());
      return { app, serve: () => serveNode(app.callback()) };
    },
  },
  h3: {
    ...h3,
    ...h3List,
    takes: /takes an application of h3/,
    async build(security, options) {
      const { permit, required } = h3;
      const app = new H3()
        .use(h3.authenticate(security, options))
        .get('/', answer, { middleware: [permit(Public)] })
        .get('/reports', answer, { middleware: [permit('view', REPORTS)] })
        .put('/pages/:id', answer, { middleware: [required('edit')] })
        .get('/mine', answer, { middleware: [required()] })
        .delete('/open', answer);
      return { app, serve: () => serveH3(app) };
    },
  },
  'Elysia, compiled': ofElysia(true),
  'Elysia without AOT': ofElysia(false),
  Nest: {
    ...nest,
    ...nestList,
    takes: /takes an application of Nest/,
    async build(security, options) {
      class Pages {
        first(): string {
          return 'answered';
        }
        reports(): string {
          return 'answered';
        }
        edit(): string {
          return 'answered';
        }
        mine(): string {
          return 'answered';
        }
        open(): string {
          return 'answered';
        }
      }
      decorate(Pages, {
        on: [Controller()],
        first: [Get(), nest.PublicRoute()],
        reports: [Get('reports'), nest.Permit('view', REPORTS)],
        edit: [Put('pages/:id'), nest.Required('edit')],
        mine: [Get('mine'), nest.Required()],
        open: [Delete('open')],
      });
      class App {}
      const imports = [nest.SecurityModule.forRoot(security, options)];
      Module({ imports, controllers: [Pages] })(App);
      let app: unknown;
      const mounted = await serveNest(App, 'express', (made) => (app = made));
      return { app, serve: () => mounted };
    },
  },
  tRPC: {
    ...trpc,
    ...trpcList,
    takes: /takes a router of tRPC/,
    async build(security, options) {
      const t = initTRPC.context<trpc.TrpcContext>().create();
      const { permit, required } = trpc;
      const router = t.router({
        '/': t.procedure.use(permit(Public)).query(answer),
        '/reports': t.procedure.use(permit('view', REPORTS)).query(answer),
        '/pages/:id': t.procedure.use(required('edit')).query(answer),
        '/mine': t.procedure.use(required()).query(answer),
        '/open': t.procedure.query(answer),
      });
      const app = { router, ...trpc.authenticate(security, options) };
      const serve = async (): Promise<Mounted> => {
        const server = createHTTPServer(app);
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return { port: (server.address() as AddressInfo).port, close: () => server.close() };
      };
      return { app, serve };
    },
  },
};

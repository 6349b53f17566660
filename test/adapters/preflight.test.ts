import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import { node as elysiaNode } from '@elysiajs/node';
import { Elysia } from 'elysia';
import express5 from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import { All, Controller, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import * as elysia from '../../src/adapters/elysia.ts';
import * as express from '../../src/adapters/express.ts';
import * as fastify from '../../src/adapters/fastify.ts';
import * as fetching from '../../src/adapters/fetch.ts';
import * as h3 from '../../src/adapters/h3.ts';
import * as hono from '../../src/adapters/hono.ts';
import * as koa from '../../src/adapters/koa.ts';
import { SecurityModule } from '../../src/adapters/nest.ts';
import * as node from '../../src/adapters/node.ts';
import * as trpc from '../../src/adapters/trpc.ts';
import { Allow, Authenticated } from '../../src/index.ts';
import type { Security } from '../../src/index.ts';
import { authAs, httpClient } from '../../src/testing.ts';
import type { Mounted } from '../../src/testing.ts';
import { restoreFetchClasses } from '../support/globals.ts';
import { setUp } from '../support/security.ts';
import { serveElysia } from './mounts/elysia.ts';
import { listenerOf } from './mounts/fetch.ts';
import { serveH3 } from './mounts/h3.ts';
import { serveHono } from './mounts/hono.ts';
import { decorate, serveNest } from './mounts/nest.ts';
import { serveNode } from './mounts/node.ts';

interface Options {
  readonly passPreflight?: boolean;
}
/** Serves a page `/page` that is guarded, with a handler for all methods behind the guard. */
type Serve = (security: Security, options: Options) => Mounted | Promise<Mounted>;

function serveExpress(create: typeof express5): Serve {
  return (security, options) => {
    const app = create();
    app.use(express.authenticate(security, options), express.permit('view'));
    app.all('/page', (_request, response) => void response.send('served'));
    return serveNode(app);
  };
}

const frameworks: [string, Serve][] = [
  ['Express 5', serveExpress(express5)],
  ['Express 4', serveExpress(express4 as unknown as typeof express5)],
  [
    'Koa',
    (security, options) => {
      const router = new Router();
      router.all('/page', koa.permit('view'), (context) => void (context.body = 'served'));
      const app = new Koa().use(koa.authenticate(security, options)).use(router.routes());
      return serveNode(app.callback());
    },
  ],
  [
    'Hono',
    (security, options) => {
      const app = new Hono().use(hono.authenticate(security, options));
      return serveHono(app.all('/page', hono.permit('view'), (c) => c.text('served')) as never);
    },
  ],
  [
    'Fastify',
    async (security, options) => {
      const app = Fastify({ forceCloseConnections: true });
      await app.register(fastify.authenticate(security, options));
      app.all('/page', { onRequest: fastify.permit('view') }, () => 'served');
      await app.listen({ port: 0, host: '127.0.0.1' });
      return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
    },
  ],
  [
    'h3',
    (security, options) => {
      const app = new H3().use(h3.authenticate(security, options));
      return serveH3(app.all('/page', () => 'served', { middleware: [h3.permit('view')] }));
    },
  ],
  [
    'Elysia',
    (security, options) =>
      serveElysia(
        new Elysia({ adapter: elysiaNode() })
          .use(elysia.authenticate(security, options))
          .all('/page', () => 'served', { permit: 'view' }),
      ),
  ],
  [
    'Nest, for a handler without a rule',
    (security, options) => {
      class Pages {
        page(): string {
          return 'served';
        }
      }
      decorate(Pages, { on: [Controller()], page: [All('page')] });
      class App {}
      const imports = [SecurityModule.forRoot(security, options)];
      Module({ imports, controllers: [Pages] })(App);
      return serveNest(App as Type, 'express');
    },
  ],
  [
    'fetch',
    (security, options) =>
      serveNode(
        listenerOf(
          fetching.authenticate(
            security,
            options,
          )(fetching.permit('view')(() => new Response('served'))),
        ),
      ),
  ],
  [
    'node:http',
    (security, options) =>
      serveNode(
        node.authenticate(
          security,
          options,
        )(node.permit('view')((_request, response) => response.end('served'))),
      ),
  ],
];

const REAL = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };

describe.each(frameworks)('a preflight of CORS in %s', (name, serve) => {
  restoreFetchClasses();
  const { security } = setUp({ root: { acl: [[Allow, Authenticated, 'view']] } });

  /** Serves an application and returns the statuses of requests to its page. */
  async function statuses(
    options: Options,
    ...asked: readonly (readonly [method: string, headers: Readonly<Record<string, string>>])[]
  ): Promise<number[]> {
    const mounted = await serve(security as Security, options);
    const send = httpClient(mounted.port);
    const all: number[] = [];
    for (const [method, headers] of asked) {
      const reply = await send({
        method,
        path: '/page',
        headers: Object.entries(headers),
        body: null,
      });
      all.push(reply.status);
    }
    await mounted.close();
    return all;
  }

  it('is refused like any other request without the option', async () => {
    expect(await statuses({}, ['OPTIONS', REAL])).toEqual([401]);
    expect(await statuses({ passPreflight: false }, ['OPTIONS', REAL])).toEqual([401]);
  });

  it('passes the guards by option, and nothing else does (R086, R087)', async () => {
    const { Origin } = REAL;
    const override = { 'X-HTTP-Method-Override': 'OPTIONS' };
    const user = await authAs(security, 'alice');
    const found = await statuses(
      { passPreflight: true },
      ['OPTIONS', REAL],
      ['OPTIONS', {}],
      ['OPTIONS', { Origin }],
      ['GET', REAL],
      ['HEAD', REAL],
      ['DELETE', { ...REAL, ...override }],
      ['OPTIONS', { ...REAL, Authorization: 'Bearer a.b.c' }],
      ['GET', user],
    );
    const granted = name.startsWith('Nest') ? 403 : 200;
    expect(found).toEqual([200, 401, 401, 401, 401, 401, 401, granted]);
  });
});

it('is an error for tRPC, whose adapters have no route for OPTIONS', () => {
  const { security } = setUp();
  const given = { passPreflight: true } as object;
  expect(() => trpc.authenticate(security, given)).toThrow('passPreflight');
});

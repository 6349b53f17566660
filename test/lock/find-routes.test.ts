import Router from '@koa/router';
import { initTRPC } from '@trpc/server';
import { Elysia } from 'elysia';
import Fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import * as elysia from '../../src/adapters/elysia.ts';
import * as fastify from '../../src/adapters/fastify.ts';
import * as h3 from '../../src/adapters/h3.ts';
import * as hono from '../../src/adapters/hono.ts';
import * as koa from '../../src/adapters/koa.ts';
import * as trpc from '../../src/adapters/trpc.ts';
import type { TrpcContext } from '../../src/adapters/trpc.ts';
import type { Resource } from '../../src/index.ts';
import { Public } from '../../src/index.ts';
import type { LockPlan } from '../../src/lock.ts';
import { accessTable, lock, lockText } from '../../src/lock.ts';
import { setUp } from '../support/security.ts';
import type { Report } from './site.ts';
import { PERSONAS, reportOf, ROOT, siteOf } from './site.ts';

const root: Resource = { acl: ROOT };
const { security } = setUp({ root });
const report = (): null => null;
const answer = (): string => 'answered';
const as = PERSONAS;
const samples = { 'report()': reportOf(root) };

const makeHono = () => {
  const app = new Hono().use(hono.authenticate(security));
  app.get('/', hono.permit(Public), (c) => c.text(''));
  app.get('/account', hono.required(), (c) => c.text(''));
  app.get('/reports', hono.permit('view'), (c) => c.text(''));
  app.put('/reports/:id', hono.permit('edit', report), (c) => c.text(''));
  return app;
};

const makeFastify = async () => {
  const app = Fastify();
  await app.register(fastify.authenticate(security));
  app.get('/', { exposeHeadRoute: false, onRequest: fastify.permit(Public) }, answer);
  app.get('/account', { exposeHeadRoute: false, onRequest: fastify.required() }, answer);
  app.get('/reports', { exposeHeadRoute: false, onRequest: fastify.permit('view') }, answer);
  app.put('/reports/:id', { onRequest: fastify.permit('edit', report) }, answer);
  return app;
};

const makeKoa = () => {
  const router = new Router();
  const end = (): undefined => undefined;
  router.get('/', koa.permit(Public), end as never);
  router.get('/account', koa.required(), end as never);
  router.get('/reports', koa.permit('view'), end as never);
  router.put('/reports/:id', koa.permit('edit', report), end as never);
  return new Koa().use(koa.authenticate(security)).use(router.routes());
};

const makeH3 = () => {
  const app = new H3().use(h3.authenticate(security));
  app.get('/', answer, { middleware: [h3.permit(Public)] });
  app.get('/account', answer, { middleware: [h3.required()] });
  app.get('/reports', answer, { middleware: [h3.permit('view')] });
  app.put('/reports/:id', answer, { middleware: [h3.permit('edit', report)] });
  return app;
};

const makeElysia = () =>
  new Elysia()
    .use(elysia.authenticate(security))
    .get('/', answer, { permit: Public })
    .get('/account', answer, { required: true })
    .get('/reports', answer, { permit: 'view' })
    .put('/reports/:id', answer, { permit: ['edit', report] });

const t = initTRPC.context<TrpcContext>().create();
const router = t.router({
  all: t.procedure.use(trpc.permit('view')).query(answer),
  edit: t.procedure.use(trpc.permit('edit', report)).mutation(answer),
});

describe('the lock file of an application of', () => {
  it.each<[string, () => unknown]>([
    ['Hono', makeHono],
    ['Fastify, which is ready later', makeFastify],
    ['Koa', makeKoa],
    ['h3', makeH3],
    ['Elysia', makeElysia],
  ])('%s is the same as that of Express', async (_, app) => {
    const wanted = await lockText(siteOf().plan);
    expect(await lockText(lock(app, { as, samples }))).toBe(wanted);
    expect(await lockText(lock(await app(), { as, samples }))).toBe(wanted);
  });

  it('tRPC needs a security for its root', async () => {
    await expect(lockText(lock<Report>(router, { as, samples }))).rejects.toThrow(
      'QUERY all asks a root, and its security is not known: write lock(app, security, { … }).',
    );
    const answers = async (plan: LockPlan) =>
      (await accessTable(plan)).routes.map(({ route, asks, cells }) => [
        `${route} ${asks}`,
        cells.map(({ refusal }) => refusal),
      ]);
    const wanted = [
      ['QUERY all view of root', [null, 401, null]],
      ['MUTATION edit edit of report()', [null, 401, 403, null]],
    ];
    expect(await answers(lock(router, security, { as, samples }))).toEqual(wanted);
    const served = { router, ...trpc.authenticate(security) };
    expect(await answers(lock(served, { as, samples }))).toEqual(wanted);
  });
});

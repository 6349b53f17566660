import type { RequestListener } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/koa.ts';
import { Allow, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { listen } from '../../support/http.ts';
import { setUp } from '../../support/security.ts';

const { security } = setUp({ root: { acl: [[Allow, user('alice'), 'view']] } });
const byDefault = () => authenticate(security, { defaultPermission: 'view' });
const answer: Koa.Middleware = (context) => void (context.body = 'served');
const goOn: Koa.Middleware = (_context, next) => next();

interface Application {
  silent: boolean;
  callback(): RequestListener;
}

/** The statuses of each path: anonymous, of alice (who may view), of bob (who may not). */
async function statuses(app: Application, ...paths: readonly string[]): Promise<string[]> {
  app.silent = true;
  const server = await listen(app.callback());
  const users = [{}, await authAs(security, 'alice'), await authAs(security, 'bob')];
  const all: string[] = [];
  for (const path of paths) {
    const found: number[] = [];
    for (const headers of users) found.push((await server.ask({ path, headers })).status);
    all.push(found.join(' '));
  }
  await server.close();
  return all;
}

const PROTECTED = '401 200 403';
const OPEN = '200 200 200';

it('protects the routes of each router, also where the first one goes on', async () => {
  const first = new Router().get('/page', permit(Public), goOn).get('/first', answer);
  const second = new Router().get('/page', answer).get('/second', answer);
  const app = new Koa().use(byDefault()).use(first.routes()).use(second.routes());
  expect(await statuses(app, '/page', '/first', '/second', '/none')).toEqual([
    OPEN,
    PROTECTED,
    PROTECTED,
    '404 404 404',
  ]);
});

it('protects a path that two routes of a router serve', async () => {
  const router = new Router().get('/:name', goOn).get('/page', permit(Public), answer);
  const app = new Koa().use(byDefault()).use(router.routes());
  expect(await statuses(app, '/page')).toEqual([PROTECTED]);
});

it('counts no guard that a router with the option exclusive does not run', async () => {
  const router = new Router({ exclusive: true });
  router.use(permit(Public)).get('/page', answer);
  const app = new Koa().use(byDefault()).use(router.routes());
  expect(await statuses(app, '/page')).toEqual([PROTECTED]);
});

it('counts a guard before the router, and one that another security asks', async () => {
  const other = setUp().security;
  const router = new Router().get('/page', answer);
  const app = new Koa().use(byDefault()).use(permit(Public)).use(router.routes());
  expect(await statuses(app, '/page')).toEqual([OPEN]);
  const both = new Koa().use(byDefault()).use(authenticate(other)).use(permit(Public));
  expect(await statuses(both.use(router.routes()), '/page')).toEqual([OPEN]);
  const none = new Koa().use(byDefault()).use(authenticate(other)).use(router.routes());
  expect(await statuses(none, '/page')).toEqual([PROTECTED]);
});

it('answers 500 for a router that tells no routes', async () => {
  const app = new Koa().use(byDefault()).use((context) => {
    context['_matchedRoute'] = '/page';
    context.body = 'served';
  });
  expect(await statuses(app, '/page')).toEqual(['500 500 500']);
});

it('leaves ctx._matchedRoute as it was', async () => {
  const router = new Router().get('/page/:id', permit(Public), (context) => {
    context.body = String(context['_matchedRoute']);
  });
  const app = new Koa().use(byDefault()).use(router.routes());
  const server = await listen(app.callback());
  const { body } = await server.ask({ path: '/page/1' });
  await server.close();
  expect(body).toBe('/page/:id');
});

import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { expect, it } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/hono.ts';
import { Allow, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';

const { security } = setUp({ root: { acl: [[Allow, user('alice'), 'view']] } });
const byDefault = () => authenticate(security, { defaultPermission: 'view' });
const goOn: MiddlewareHandler = (_c, next) => next();
const answer: MiddlewareHandler = async (c, next) =>
  c.req.path === '/file' ? c.text('file') : next();

interface Application {
  request(path: string, init: RequestInit): Response | Promise<Response>;
}

/** The statuses of a request: anonymous, of alice (who may view), of bob (who may not). */
async function statuses(app: Application, path: string): Promise<string> {
  const all: number[] = [];
  for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')])
    all.push((await app.request(path, { headers })).status);
  return all.join(' ');
}

it('protects a middleware that may answer where no route matches', async () => {
  const app = new Hono().use(byDefault()).use(answer);
  app.get('/open', permit(Public), (c) => c.text('open'));
  expect(await statuses(app, '/file')).toBe('401 200 403');
  expect(await statuses(app, '/open')).toBe('200 200 200');
  const guarded = new Hono().use(byDefault()).use(permit(Public)).use(answer);
  expect(await statuses(guarded, '/file')).toBe('200 200 200');
});

it('leaves a page that does not exist to Hono, behind guards and before others', async () => {
  const app = new Hono().use(goOn).use(byDefault()).use('/x', permit(Public));
  expect(await statuses(app, '/none')).toBe('404 404 404');
});

it('protects an application of another framework, and handlers of app.all that take next', async () => {
  const app = new Hono().use(byDefault());
  app.mount('/other', () => new Response('other'));
  app.all('/all', async (c, _next) => c.text('all'));
  expect(await statuses(app, '/other/page')).toBe('401 200 403');
  expect(await statuses(app, '/all')).toBe('401 200 403');
});

it('protects a path that two routes serve, the first of which may go on', async () => {
  const app = new Hono().use(byDefault());
  app.get('/:page', (_c, next) => next());
  app.get('/page', permit(Public), (c) => c.text('page'));
  expect(await statuses(app, '/page')).toBe('401 200 403');
});

it('protects within an application that authenticates by itself, and nothing else', async () => {
  const sub = new Hono().use(byDefault()).get('/bare', (c) => c.text('bare'));
  const app = new Hono().get('/bare', (c) => c.text('bare')).route('/sub', sub);
  expect([await statuses(app, '/bare'), await statuses(app, '/sub/bare')]).toEqual([
    '200 200 200',
    '401 200 403',
  ]);
});

it('asks each security, and takes the guard of either for a rule', async () => {
  const closed = setUp({ root: { acl: [] } }).security;
  const app = new Hono()
    .use(byDefault())
    .use(authenticate(closed, { defaultPermission: 'look', onRefused: () => new Response('no') }));
  app.get('/bare', (c) => c.text('bare'));
  app.get('/open', permit(Public), (c) => c.text('open'));
  expect(await statuses(app, '/bare')).toBe('401 200 403');
  expect(
    await (await app.request('/bare', { headers: await authAs(security, 'alice') })).text(),
  ).toBe('no');
  expect(await statuses(app, '/open')).toBe('200 200 200');
});

it('writes the headers of a refusal, mounted twice as well', async () => {
  const app = new Hono().use(authenticate(security)).use(byDefault());
  app.get('/bare', (c) => c.text('bare'));
  const { status, headers } = await app.request('/bare');
  expect([status, headers.get('www-authenticate'), headers.get('vary')]).toEqual([
    401,
    'Bearer realm="api"',
    'Authorization',
  ]);
});

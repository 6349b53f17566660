import express5 from 'express';
import type { Express, RequestHandler } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required } from '../../../src/adapters/express.ts';
import { Allow, Everyone, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { listen } from '../../support/http.ts';
import { setUp } from '../../support/security.ts';
import { tricksThatReach } from '../path-tricks.ts';

const ROOT = {
  acl: [
    [Allow, user('alice'), 'view'],
    [Allow, user('bob'), 'edit'],
    [Allow, Everyone, 'read'],
  ] as const,
};
const { security } = setUp({ root: ROOT });
const byDefault = (): RequestHandler =>
  authenticate(security, { defaultPermission: 'view' }) as RequestHandler;
const serve: RequestHandler = (_request, response) => void response.send('served');

type Asked = string | readonly [method: string, path: string];

/** The statuses of each request: anonymous, of alice (who may view), of bob (who may edit). */
async function statuses(app: Express, ...asked: readonly Asked[]): Promise<Record<string, string>> {
  const server = await listen(app as never);
  const users = [{}, await authAs(security, 'alice'), await authAs(security, 'bob')];
  const all: Record<string, string> = {};
  for (const one of asked) {
    const [method, path] = typeof one === 'string' ? ['GET', one] : one;
    const found: number[] = [];
    for (const headers of users) found.push((await server.ask({ method, path, headers })).status);
    all[typeof one === 'string' ? one : one.join(' ')] = found.join(' ');
  }
  await server.close();
  return all;
}

const PROTECTED = '401 200 403';
const OPEN = '200 200 200';
const EDIT = '401 403 200';

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express5],
])('the default permission in Express %s', (_version, create) => {
  const start = (...handlers: RequestHandler[]): Express => {
    const app = create();
    app.set('env', 'test');
    app.use(byDefault(), ...handlers);
    return app;
  };

  it('protects every route that names no rule, and no other', async () => {
    const app = start();
    app.get('/bare', serve);
    app.get('/open', permit(Public) as RequestHandler, serve);
    app.get('/edit', permit('edit') as RequestHandler, serve);
    app.get('/user', required() as RequestHandler, serve);
    app.all('/all', serve);
    app.get('/several', (_request, _response, next) => next(), serve);
    const found = await statuses(
      app,
      '/bare',
      '/open',
      '/edit',
      '/user',
      '/all',
      '/several',
      '/no',
    );
    expect(found).toEqual({
      '/bare': PROTECTED,
      '/open': OPEN,
      '/edit': EDIT,
      '/user': '401 200 200',
      '/all': PROTECTED,
      '/several': PROTECTED,
      '/no': '404 404 404',
    });
  });

  it('runs no handler of a route that it refuses', async () => {
    let runs = 0;
    const count: RequestHandler = (_request, _response, next) => (runs++, next());
    const app = start();
    app.get('/bare', count, serve);
    expect((await statuses(app, '/bare'))['/bare']).toBe(PROTECTED);
    expect(runs).toBe(1);
  });

  it('takes each method of a route for itself, and HEAD for GET (R087)', async () => {
    const app = start();
    app
      .route('/page')
      .get(permit('edit') as RequestHandler, serve)
      .post(serve)
      .delete(permit(Public) as RequestHandler, serve);
    app.get('/bare', serve);
    const found = await statuses(
      app,
      ['GET', '/page'],
      ['HEAD', '/page'],
      ['POST', '/page'],
      ['DELETE', '/page'],
      ['PUT', '/page'],
      ['OPTIONS', '/page'],
      ['HEAD', '/bare'],
      ['OPTIONS', '/bare'],
    );
    expect(found).toEqual({
      'GET /page': EDIT,
      'HEAD /page': EDIT,
      'POST /page': PROTECTED,
      'DELETE /page': OPEN,
      'PUT /page': '404 404 404',
      'OPTIONS /page': OPEN,
      'HEAD /bare': PROTECTED,
      'OPTIONS /bare': OPEN,
    });
  });

  it('counts no guard that stands behind the handler that answers', async () => {
    const app = start();
    app.get('/page', serve, permit(Public) as RequestHandler);
    app
      .route('/late')
      .get(serve)
      .all(permit(Public) as RequestHandler);
    expect(await statuses(app, '/page', '/late')).toEqual({
      '/page': PROTECTED,
      '/late': PROTECTED,
    });
  });

  it('counts a guard that the request has passed before', async () => {
    const app = start();
    app.use('/admin', permit('edit') as RequestHandler);
    app.get('/admin/page', serve);
    app.use('/public', permit(Public) as RequestHandler, create.Router().get('/page', serve));
    app.get('/twice', permit('edit') as RequestHandler);
    app.get('/twice', serve);
    app.get('/administration', serve);
    expect(await statuses(app, '/admin/page', '/public/page', '/twice', '/administration')).toEqual(
      {
        '/admin/page': EDIT,
        '/public/page': OPEN,
        '/twice': EDIT,
        '/administration': PROTECTED,
      },
    );
  });

  it('protects a path that a second route serves as well', async () => {
    const app = start();
    app.get('/pages/:id', permit(Public) as RequestHandler, (request, _response, next) =>
      next(request.params['id'] === 'a' ? 'route' : undefined),
    );
    app.get('/other', (_request, _response, next) => next('route'));
    app.get('/other', serve);
    app.get('/pages/a', serve);
    expect(await statuses(app, '/pages/a', '/other')).toEqual({
      '/pages/a': OPEN,
      '/other': PROTECTED,
    });
  });

  it('protects the routes of routers and applications within', async () => {
    const app = start();
    const inner = create.Router();
    inner.get('/bare', serve);
    inner.get('/open', permit(Public) as RequestHandler, serve);
    const sub = create();
    sub.set('env', 'test');
    sub.get('/bare', serve);
    sub.use('/deep', inner);
    app.use('/router', inner);
    app.use('/sub', sub);
    app.all(/^\/all/, inner);
    app.get('/behind', serve);
    const found = await statuses(
      app,
      '/router/bare',
      '/router/open',
      '/sub/bare',
      '/sub/deep/bare',
      '/sub/deep/open',
      '/behind',
    );
    expect(found).toEqual({
      '/router/bare': PROTECTED,
      '/router/open': OPEN,
      '/sub/bare': PROTECTED,
      '/sub/deep/bare': PROTECTED,
      '/sub/deep/open': OPEN,
      '/behind': PROTECTED,
    });
  });

  it('protects the routes of a router or application that authenticates by itself', async () => {
    const app = create();
    app.set('env', 'test');
    const [router, sub] = [create.Router(), create()];
    router.use(byDefault()).get('/bare', serve);
    sub.use(byDefault()).get('/bare', serve);
    app.get('/before', serve);
    app.use('/router', router);
    app.use('/sub', sub);
    app.get('/sub/behind', serve);
    app.get('/after', serve);
    expect(
      await statuses(app, '/before', '/router/bare', '/sub/bare', '/sub/behind', '/after'),
    ).toEqual({
      '/before': OPEN,
      '/router/bare': PROTECTED,
      '/sub/bare': PROTECTED,
      '/sub/behind': PROTECTED,
      '/after': OPEN,
    });
  });

  it('protects a route whose own handler is authenticate', async () => {
    const app = create();
    app.set('env', 'test');
    app.get('/bare', byDefault(), serve);
    app.get('/open', byDefault(), permit(Public) as RequestHandler, serve);
    app.get('/wrapped', (...args) => byDefault()(...args), serve);
    app.get('/on', (_request, _response, next) => next());
    app.use(byDefault());
    app.get('/on', permit(Public) as RequestHandler, serve);
    expect(await statuses(app, '/bare', '/open', '/wrapped', '/on')).toEqual({
      '/bare': PROTECTED,
      '/open': OPEN,
      '/wrapped': PROTECTED,
      '/on': OPEN,
    });
  });

  it('protects what is added after the first request', async () => {
    const app = start();
    const route = app.route('/page').get(permit(Public) as RequestHandler, serve);
    expect(await statuses(app, '/page')).toEqual({ '/page': OPEN });
    route.post(serve);
    app.get('/new', serve);
    expect(await statuses(app, '/page', ['POST', '/page'], '/new')).toEqual({
      '/page': OPEN,
      'POST /page': PROTECTED,
      '/new': PROTECTED,
    });
  });

  it('asks once if it is mounted twice, and every security that has one', async () => {
    const other = setUp({ root: { acl: [[Allow, Everyone, 'look']] } }).security;
    const closed = setUp({ root: { acl: [] } }).security;
    const twice = start(
      byDefault(),
      authenticate(other, { defaultPermission: 'look' }) as RequestHandler,
    );
    twice.get('/bare', serve);
    twice.get('/open', permit(Public) as RequestHandler, serve);
    expect(await statuses(twice, '/bare', '/open')).toEqual({ '/bare': PROTECTED, '/open': OPEN });
    const both = start(authenticate(closed, { defaultPermission: 'look' }) as RequestHandler);
    both.get('/bare', serve);
    expect(await statuses(both, '/bare')).toEqual({ '/bare': '401 403 403' });
  });

  it('counts the guard of another security', async () => {
    const other = setUp({ root: { acl: [[Allow, Everyone, 'buy']] } }).security;
    const app = start();
    app.use('/shop', authenticate(other) as RequestHandler);
    app.get('/shop/page', permit('buy') as RequestHandler, serve);
    app.get('/shop/bare', serve);
    app.use('/shop/all', permit('buy') as RequestHandler);
    app.get('/shop/all/page', serve);
    expect(await statuses(app, '/shop/page', '/shop/bare', '/shop/all/page')).toEqual({
      '/shop/page': OPEN,
      '/shop/bare': PROTECTED,
      '/shop/all/page': OPEN,
    });
  });

  it('lets a preflight pass by option only', async () => {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };
    const found: number[] = [];
    for (const passPreflight of [true, false]) {
      const app = create();
      app.use(
        authenticate(security, { defaultPermission: 'view', passPreflight }) as RequestHandler,
      );
      app.options('/page', serve);
      const server = await listen(app as never);
      for (const more of [headers, {}])
        found.push((await server.ask({ method: 'OPTIONS', path: '/page', headers: more })).status);
      await server.close();
    }
    expect(found).toEqual([200, 401, 401, 401]);
  });

  it('answers a refusal by onRefused, and as that of the security that refuses', async () => {
    const app = create();
    app.use(
      authenticate(security, {
        defaultPermission: 'view',
        onRefused: (error, _request, response) => void response.status(418).send(error.code),
      }) as RequestHandler,
    );
    app.use(authenticate(setUp().security) as RequestHandler);
    app.get('/bare', serve);
    expect(await statuses(app, '/bare')).toEqual({ '/bare': '418 200 418' });
  });

  it('leaves request.route as it was', async () => {
    const app = start();
    app.get('/page', permit(Public) as RequestHandler, (request, response) => {
      const { path, stack } = request.route as { path: string; stack: readonly object[] };
      response.send([path, 'route' in request, stack.length > 1, Object.keys(request).length > 0]);
    });
    app.use((request, response) => void response.send(String(request.route)));
    const server = await listen(app as never);
    const bodies = [await server.ask({ path: '/page' }), await server.ask({ path: '/no' })];
    await server.close();
    expect(bodies.map(({ body }) => body)).toEqual(['["/page",true,true,true]', 'undefined']);
  });

  it('is not evaded by any spelling of the path, method or header (R086, R129–R131)', async () => {
    let served = 0;
    const app = start();
    const inner = create.Router();
    const count: RequestHandler = (_request, response) => (served++, void response.send('served'));
    inner.all('/', count);
    app.all('/page', count);
    app.use('/page', inner);
    app.get('/open', permit(Public) as RequestHandler, serve);
    const server = await listen(app as never);
    const port = Number(new URL(server.url).port);
    expect(await tricksThatReach(port, () => served)).toEqual([]);
    const alice = await authAs(security, 'alice');
    expect((await tricksThatReach(port, () => served, alice)).length).toBeGreaterThan(10);
    await server.close();
  });
});

it('needs a known permission and a root', () => {
  const { security: closed } = setUp({ permissions: ['view'], root: { acl: [] } });
  const start = (one: typeof closed, options: object) => () => void authenticate(one, options);
  expect(start(closed, { defaultPermission: 'veiw' })).toThrow("did you mean 'view'?");
  expect(start(closed, { defaultPermission: Public })).toThrow('must be the name of a permission');
  expect(start(closed, { defaultPermission: '' })).toThrow('must be the name of a permission');
  expect(start(setUp().security as never, { defaultPermission: 'view' })).toThrow('has no root');
  expect(start(closed, { defaultPermission: 'view' })).not.toThrow();
});

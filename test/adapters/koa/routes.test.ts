import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required, routesOf } from '../../../src/adapters/koa.ts';
import { createSecurity, Public } from '../../../src/index.ts';
import { listen } from '../../support/http.ts';
import { inShort } from '../../support/routes.ts';
import { SECRET } from '../../support/security.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer: Middleware = (context) => {
  context.body = 'answered';
};
const goOn: Middleware = (_context, next) => next();

const short = (app: Koa): string[] => inShort(routesOf(app));

describe('the routes of Koa', () => {
  it('are listed with the rules of their guards', () => {
    const [app, router] = [new Koa(), new Router()];
    app.use(authenticate(security));
    router.get('/', permit(Public), answer);
    router.get(['/reports', '/old'], goOn, permit('view', { name: 'reports' }), answer);
    router.register('/pages/:id', ['put', 'delete'], [required('edit'), answer]);
    router.get(/^\/regexp/, required(), answer);
    router.get('/open', answer, permit('late'));
    app.use(router.routes());
    expect(short(app)).toEqual([
      'GET /: everyone',
      'GET /reports: view on "reports"',
      'GET /old: view on "reports"',
      'PUT /pages/:id: edit on root and a user',
      'DELETE /pages/:id: edit on root and a user',
      'GET /^\\/regexp/: a user',
      'GET /open: unguarded',
    ]);
  });

  it('have the guards of the routers and of the application around them', () => {
    const app = new Koa();
    const [first, outer, inner] = [new Router(), new Router(), new Router({ sensitive: true })];
    first.get('/first', answer);
    inner.use(permit('inner'));
    inner.get('/posts/:post', permit('read'), answer);
    outer.get('/before', answer);
    outer.use('/users/:user', required());
    outer.use('/users/:user', inner.routes());
    outer.get('/users', answer);
    outer.get('/USERS/:name', answer);
    outer.get('/:any/x', answer);
    app.use(first.routes());
    app.use(permit('application'));
    app.use(outer.routes());
    expect(short(app)).toEqual([
      'GET /first: unguarded',
      'GET /before: application on root',
      'GET /users/:user/posts/:post: application on root, a user, inner on root, read on root',
      'GET /users: application on root',
      'GET /USERS/:name: application on root, a user',
      'GET /:any/x: application on root',
    ]);
  });

  it('are guarded exactly where the server refuses', async () => {
    const app = new Koa();
    const [any, exact] = [
      new Router({ prefix: '/p' }),
      new Router({ prefix: '/s', sensitive: true }),
    ];
    for (const router of [any, exact]) {
      router.use(permit('view'));
      router.get('/x', answer);
    }
    const plain = new Router();
    plain.use('/a/:b', permit('view'));
    plain.get(['/a', '/a/:b', '/a/b/c'], answer);
    app.use(authenticate(security));
    for (const router of [any, exact, plain]) app.use(router.routes());
    const server = await listen(app.callback() as never);
    const refused: string[] = [];
    const listed = routesOf(app);
    for (const { path } of listed) {
      const asked = path.replaceAll(':', 'v');
      const answers = [
        await server.ask({ path: asked }),
        await server.ask({ path: asked.toUpperCase() }),
      ];
      if (answers.every(({ status }) => status !== 200)) refused.push(path);
    }
    await server.close();
    expect(listed.filter(({ guarded }) => guarded).map(({ path }) => path)).toEqual(refused);
    // The router compares the case of a prefix for its middleware, and not for its routes.
    expect(refused).toEqual(['/s/x', '/a/:b', '/a/b/c']);
  });

  it('are not listed of a router that keeps them elsewhere', () => {
    const dispatch = Object.assign(goOn.bind(null), { router: { layers: [] } });
    expect(() => routesOf(new Koa().use(dispatch))).toThrow(/has no stack of layers/);
  });
});

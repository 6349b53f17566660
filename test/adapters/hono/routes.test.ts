import { Hono } from 'hono';
import type { Handler } from 'hono';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required, routesOf } from '../../../src/adapters/hono.ts';
import { findRoutes } from '../../../src/adapters/hono/routes.ts';
import { createSecurity, Public } from '../../../src/index.ts';
import { inShort } from '../../support/routes.ts';
import { SECRET } from '../../support/security.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer: Handler = (c) => c.text('answered');
const goOn: Handler = (_c, next) => next();

const short = (app: Hono): string[] => inShort(routesOf(app));

describe('the routes of Hono', () => {
  it('are listed with the rules of their guards', () => {
    const app = new Hono();
    app.use(authenticate(security));
    app.get('/', permit(Public), answer);
    app.get('/reports', goOn, permit('view', { name: 'reports' }), answer);
    app.on(['PUT', 'PURGE'], '/pages/:id{[0-9]+}', required('edit'), answer);
    app.all('/any', required(), answer);
    app.delete('/open', answer);
    expect(short(app)).toEqual([
      'GET /: everyone',
      'GET /reports: view on "reports"',
      'PUT /pages/:id{[0-9]+}: edit on root and a user',
      'PURGE /pages/:id{[0-9]+}: edit on root and a user',
      '* /any: a user',
      'DELETE /open: unguarded',
    ]);
  });

  it('have the guards of the applications around and within them', () => {
    const [app, admin, inner] = [new Hono(), new Hono(), new Hono().basePath('/base')];
    admin.onError((error) => {
      throw error;
    });
    app.use('/admin/*', permit('admin'));
    app.get('/admin', answer);
    app.get('/administrators', answer);
    admin.get('/users', answer);
    admin.use('/posts/:post/*', required());
    admin.get('/posts/:post?', answer);
    admin.get('/posts/:post/text', permit('read'), answer);
    inner.use(permit('inner'));
    inner.get('/x', answer);
    admin.route('/inner', inner);
    app.route('/admin', admin);
    app.get('/admin/inner/y', answer);
    app.get('/:section/users', answer);
    app.get('/files/*', answer);
    expect(short(app)).toEqual([
      'GET /admin: admin on root',
      'GET /administrators: unguarded',
      'GET /admin/users: admin on root',
      'GET /admin/posts/:post?: admin on root',
      'GET /admin/posts/:post/text: admin on root, a user, read on root',
      'GET /admin/inner/base/x: admin on root, inner on root',
      'GET /admin/inner/y: admin on root',
      'GET /:section/users: unguarded',
      'GET /files/*: unguarded',
    ]);
  });

  it('have no guard that stands behind their handler, or that a request may not meet', () => {
    const app = new Hono();
    app.get('/late', answer, permit('view'));
    app.get('/twice', answer);
    app.post('/posted', permit('view'));
    app.get('/posted', answer);
    app.post('/posted', answer);
    app.use('/n/:id{[0-9]+}', permit('view'));
    app.get('/n/:id', answer);
    app.get('/n/:id{[0-9]+}', answer);
    app.use('/exact', permit('view'));
    app.get('/exact/below', answer);
    app.get('/EXACT', answer);
    app.use('/twice', permit('view'));
    expect(short(app)).toEqual([
      'GET /late: unguarded',
      'GET /twice: unguarded',
      'GET /posted: unguarded',
      'POST /posted: view on root',
      'GET /n/:id: unguarded',
      'GET /n/:id{[0-9]+}: view on root',
      'GET /exact/below: unguarded',
      'GET /EXACT: unguarded',
    ]);
  });

  it('are guarded exactly where the server refuses', async () => {
    const app = new Hono();
    app.use(authenticate(security));
    app.use('/a/:b/*', permit('view'));
    app.use('/m/*/x', permit('view'));
    for (const path of ['/a', '/a/', '/a/:b', '/a/:b/', '/a/b/c', '/m/x', '/m/:y/x', '/m/y/z'])
      app.get(path, answer);
    const refused: string[] = [];
    for (const { path } of routesOf(app)) {
      const { status } = await app.request(path.replaceAll(':', 'v'));
      if (status === 401) refused.push(path);
    }
    const guarded = routesOf(app).filter((route) => route.guarded);
    expect(guarded.map(({ path }) => path)).toEqual(refused);
    expect(refused).toEqual(['/a/:b', '/a/:b/', '/a/b/c', '/m/:y/x']);
  });

  it('name the security that is asked before them', () => {
    const app = new Hono();
    app.get('/none', answer);
    app.use(authenticate(security));
    app.get('/some', answer);
    app.use('/bound', authenticate(() => security) as never);
    app.get('/bound', answer);
    expect(findRoutes(app).map((route) => route.security)).toEqual([null, security, security]);
  });
});

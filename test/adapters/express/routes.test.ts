import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required, routesOf } from '../../../src/adapters/express.ts';
import type { ExpressGuard } from '../../../src/adapters/express.ts';
import { findRoutes } from '../../../src/adapters/express/routes.ts';
import { Allow, createSecurity, Public } from '../../../src/index.ts';
import { SECRET } from '../../support/security.ts';
import { inShort } from '../../support/routes.ts';
import { listen } from '../../support/http.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer = (_request: unknown, response: { send(text: string): unknown }) => {
  response.send('answered');
};
const goOn: ExpressGuard = (_request, _response, next) => next();
const reports = { name: 'reports', acl: [[Allow, 'role:admin', 'view'] as const] };
const findPage = () => reports;

const short = (app: ExpressGuard): string[] => inShort(routesOf(app));

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express5],
])('the routes of Express %s', (_version, create) => {
  it('are listed with the rules of their guards', () => {
    const app = create();
    app.use(authenticate(security));
    app.get('/', permit(Public), answer);
    app.get('/reports', permit('view', reports), goOn, answer);
    app.put('/pages/:id', required('edit', findPage), permit('view'), answer);
    app.route('/both').all(required()).get(answer).post(permit('add'), answer);
    app.delete('/open', answer);
    app.all(
      '/any',
      permit('view', () => reports),
      answer,
    );
    expect(short(app)).toEqual([
      'GET /: everyone',
      'GET /reports: view on "reports"',
      'PUT /pages/:id: edit on findPage() and a user, view on root',
      'GET /both: a user',
      'POST /both: a user, add on root',
      'DELETE /open: unguarded',
      '* /any: view on a function',
    ]);
  });

  it('have the guards of the routers and applications around them', () => {
    const [app, admin, inner, sub] = [create(), create.Router(), create.Router(), create()];
    app.get('/before', answer);
    app.use('/admin', permit('admin'));
    app.use('/admin', admin);
    admin.get('/', answer);
    admin.use('/users/:user', required(), inner);
    inner.get('/posts', answer);
    inner.get('/posts/:post', permit('read'), answer);
    admin.get('/last', answer);
    app.use(['/one', '/two'], sub);
    sub.use(permit('sub'));
    sub.get('/page', answer);
    app.get('/after', answer);
    app.get('/ADMIN/x', answer);
    app.get('/administrators', answer);
    app.get('/:section/x', answer);
    expect(short(app)).toEqual([
      'GET /before: unguarded',
      'GET /admin: admin on root',
      'GET /admin/users/:user/posts: admin on root, a user',
      'GET /admin/users/:user/posts/:post: admin on root, a user, read on root',
      'GET /admin/last: admin on root',
      'GET /one/page: sub on root',
      'GET /two/page: sub on root',
      'GET /after: unguarded',
      'GET /ADMIN/x: admin on root',
      'GET /administrators: unguarded',
      'GET /:section/x: unguarded',
    ]);
  });

  it('have no guard that stands behind their handler, or that a request may not meet', () => {
    const [app, router] = [create(), create.Router({ caseSensitive: true })];
    app.get('/late', answer, permit('view'));
    app.get('/maybe', goOn, permit('view'));
    app.get('/posted', answer);
    app.post('/posted', permit('view'), goOn);
    router.use('/Inner', permit('view'));
    router.get('/Inner', answer);
    router.get('/inner', answer);
    app.use(router);
    app.use('/regexp', create.Router().use(permit('view')));
    app.get('/regexp/x', answer);
    app.get(/^\/regexp/, permit('view'), answer);
    app.get('/INNER', answer);
    expect(short(app)).toEqual([
      'GET /late: unguarded',
      'GET /maybe: unguarded',
      'GET /posted: unguarded',
      'POST /posted: view on root',
      'GET /Inner: view on root',
      'GET /inner: unguarded',
      'GET /regexp/x: unguarded',
      'GET /^\\/regexp/: view on root',
      'GET /INNER: unguarded',
    ]);
  });

  it('are guarded exactly where the server refuses', async () => {
    const [app, router] = [create(), create.Router({ strict: true })];
    app.use(authenticate(security));
    app.use('/a/:b', permit('view'));
    app.get(['/a', '/a/:b', '/x/:y'], answer);
    app.get('/a/b/c', answer);
    router.all('/s/', permit('view'));
    router.get('/s', answer);
    router.get('/s/', answer);
    app.use('/r', router);
    app.get('/r', answer);
    const server = await listen(app as never);
    const refused: string[] = [];
    const listed = routesOf(app);
    for (const { path } of listed) {
      const { status } = await server.ask({ path: path.replaceAll(':', 'v') });
      if (status === 401) refused.push(path);
    }
    await server.close();
    expect(listed.filter(({ guarded }) => guarded).map(({ path }) => path)).toEqual(refused);
    expect(refused).toEqual(['/a/:b', '/a/b/c', '/r/s/']);
  });

  it('name the security that is asked before them', () => {
    const app = create();
    app.get('/none', answer);
    app.use(authenticate(security));
    app.get('/some', answer);
    expect(findRoutes(app).map((route) => route.security)).toEqual([null, security]);
  });

  it('have the default permission, unless they have a rule', () => {
    const app = create();
    app.get('/before', answer);
    app.use(authenticate(security, { defaultPermission: 'view' }));
    app.get('/none', answer);
    app.get('/own', required(), answer);
    app.get('/late', answer, permit('late'), answer);
    app.use('/below', permit('below'));
    app.get('/below/page', answer);
    expect(short(app)).toEqual([
      'GET /before: unguarded',
      'GET /none: view on root',
      'GET /own: a user',
      'GET /late: unguarded',
      'GET /below/page: below on root',
    ]);
  });

  it('are none for an application that has none yet', () => {
    expect(routesOf(create())).toEqual([]);
    expect(routesOf(create().use(create()))).toEqual([]);
  });
});

it('are not listed if the router hides where others are mounted', () => {
  const app = express5();
  app.use('/admin', permit('admin'));
  const { stack } = (app as unknown as { router: { stack: { rawPath?: unknown }[] } }).router;
  for (const layer of stack) delete layer.rawPath;
  expect(() => routesOf(app)).toThrow(/update the package "router" to 2.3/);
});

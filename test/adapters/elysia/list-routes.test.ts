import { Elysia } from 'elysia';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, routesOf } from '../../../src/adapters/elysia.ts';
import { findRoutes } from '../../../src/adapters/elysia/list-routes.ts';
import { createSecurity, Public } from '../../../src/index.ts';
import { inShort } from '../../support/routes.ts';
import { SECRET } from '../../support/security.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer = (): string => 'answered';
const PATHS = { ':id': '1', '*': 'x' };

describe.each([true, false])('the routes of Elysia, compiled: %s', (aot) => {
  const makeApp = () => {
    const plugin = new Elysia({ prefix: '/plugin' })
      .onBeforeHandle(permit('plugin'))
      .get('/x', answer);
    return new Elysia({ aot })
      .use(authenticate(security))
      .get('/', answer, { permit: Public })
      .get('/reports', answer, { permit: ['view', { name: 'reports', acl: [] }] })
      .put('/pages/:id', answer, { required: 'edit', transform: permit('hook') })
      .all('/any/*', answer, { required: true })
      .get('/open', answer)
      .get('/off', answer, { detail: {}, beforeHandle: permit('before') })
      .use(plugin)
      .group('/group', { permit: 'group' }, (group) => group.get('/x', answer))
      .guard({ required: true }, (guarded) => guarded.get('/guarded', answer))
      .onTransform(permit('later'))
      .get('/later', 'a text');
  };

  it('are listed with the rules of their hooks', () => {
    expect(inShort(routesOf(makeApp()))).toEqual([
      'GET /: everyone',
      'GET /reports: view on "reports"',
      'PUT /pages/:id: hook on root, edit on root and a user',
      '* /any/*: a user',
      'GET /open: unguarded',
      'GET /off: before on root',
      'GET /plugin/x: plugin on root',
      'GET /group/x: group on root',
      'GET /guarded: a user',
      'GET /later: later on root',
    ]);
  });

  it('are guarded exactly where the server refuses', async () => {
    const app = makeApp();
    const refused: string[] = [];
    for (const { method, path } of routesOf(app)) {
      const asked = path.replace(/:id|\*/, (part) => PATHS[part as keyof typeof PATHS]);
      const init = { method: method === '*' ? 'POST' : method };
      const { status } = await app.handle(new Request(`http://localhost${asked}`, init));
      if (status !== 200) refused.push(path);
    }
    const guarded = routesOf(app).filter((route) => route.guarded && !route.public);
    expect(refused).toEqual(guarded.map(({ path }) => path));
  });

  it('are unguarded where a mounted application is reached before the hooks', async () => {
    const app = new Elysia({ aot })
      .use(authenticate(security))
      .onTransform(permit('view'))
      .mount('/mounted', () => new Response('answered'));
    const { status } = await app.handle(new Request('http://localhost/mounted/x'));
    const listed = routesOf(app).map(({ guarded }) => guarded);
    expect([status, ...listed]).toEqual(aot ? [401, true, true] : [200, false, false]);
  });

  it('name the security of a plugin', () => {
    const outer = new Elysia({ aot }).use(
      new Elysia().use(authenticate(security)).get('/', answer),
    );
    expect(findRoutes(outer).map((route) => route.security)).toEqual([security]);
  });
});

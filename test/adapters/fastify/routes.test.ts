import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required, routesOf } from '../../../src/adapters/fastify.ts';
import type { FastifyGuard, RouteAccess } from '../../../src/adapters/fastify.ts';
import { findRoutes } from '../../../src/adapters/fastify/routes.ts';
import { createSecurity, Public } from '../../../src/index.ts';
import { inShort } from '../../support/routes.ts';
import { SECRET } from '../../support/security.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer = (): string => 'answered';
const goOn: FastifyGuard = (_request, _reply, next) => next();
const config = (access: RouteAccess): object => ({ config: access });

async function makeApp() {
  const app = Fastify();
  await app.register(authenticate(security));
  app.get('/', { onRequest: permit(Public) }, answer);
  app.get('/reports', config({ permission: 'view', resource: { name: 'reports' } }), answer);
  app.route({
    method: ['PUT', 'PATCH'],
    url: '/pages/:id',
    preHandler: [goOn, required('edit')],
    handler: answer,
    ...config({ required: true }),
  });
  app.head('/head', answer);
  app.get('/open', { preSerialization: async (_request, _reply, payload) => payload }, answer);
  await app.register(
    async (admin) => {
      admin.get('/before', answer);
      admin.addHook('onRequest', permit('admin'));
      admin.get('/', answer);
      await admin.register(async (inner) => {
        inner.addHook('preValidation', permit('inner'));
        inner.get('/x/:y', { preParsing: permit('route') as never }, answer);
      });
    },
    { prefix: '/admin' },
  );
  return app;
}

describe('the routes of Fastify', () => {
  it('are listed with the rules of their hooks and configs, and of the contexts around them', async () => {
    const app = await makeApp();
    await app.ready();
    expect(inShort(routesOf(app))).toEqual([
      'GET /: everyone',
      'GET /reports: view on "reports"',
      'PUT /pages/:id: a user, edit on root and a user',
      'PATCH /pages/:id: a user, edit on root and a user',
      'HEAD /head: unguarded',
      'GET /open: unguarded',
      'GET /admin/before: admin on root',
      'GET /admin: admin on root',
      'GET /admin/x/:y: admin on root, route on root, inner on root',
    ]);
    await app.close();
  });

  it('are guarded exactly where the server refuses', async () => {
    const app = await makeApp();
    await app.ready();
    const refused: string[] = [];
    for (const { method, path } of routesOf(app)) {
      const { statusCode } = await app.inject({ method: method as 'GET', url: path });
      if (statusCode !== 200) refused.push(`${method} ${path}`);
    }
    await app.close();
    const guarded = routesOf(app).filter((route) => route.guarded && !route.public);
    expect(refused).toEqual(guarded.map(({ method, path }) => `${method} ${path}`));
  });

  it('are those of one context and of the contexts within it', async () => {
    const app = Fastify();
    await app.register(authenticate(security));
    let context: typeof app | undefined;
    await app.register(async (within) => {
      context = within as typeof app;
      within.get('/within', { onRequest: required() }, answer);
    });
    app.get('/outside', answer);
    await app.ready();
    expect(inShort(routesOf(context as typeof app))).toEqual(['GET /within: a user']);
    expect(routesOf(app)).toHaveLength(2);
    await app.close();
  });

  it('are not listed where only another context authenticates', async () => {
    const app = Fastify();
    await app.register(async (within) => {
      await within.register(authenticate(security));
      within.get('/within', { onRequest: required() }, answer);
    });
    app.get('/outside', { onRequest: permit('view') }, answer);
    await app.ready();
    expect(findRoutes(app).map((route) => route.security)).toEqual([security, null]);
    await app.close();
  });

  it('are not listed if some were added before authenticate was loaded', async () => {
    const app = Fastify();
    app.register(authenticate(security));
    app.get('/a/b', answer);
    app.get('/a/b/:c', { onRequest: permit('view') }, answer);
    await app.ready();
    expect(() => routesOf(app)).toThrow(/The route GET \/a\/b was added before authenticate/);
    await app.close();
  });

  it('are not listed before the application is ready, or where nothing authenticates', async () => {
    const app = Fastify();
    await app.register(authenticate(security));
    expect(() => routesOf(app)).toThrow(/await app.ready\(\) before routesOf/);
    await app.close();
    expect(() => routesOf(Fastify())).toThrow(/register it before the routes/);
  });

  it('are not listed of a version that keeps its hooks elsewhere', async () => {
    const app = await makeApp();
    await app.ready();
    const hooks = Object.getOwnPropertySymbols(app).find(
      ({ description }) => description === 'fastify.hooks',
    );
    const own = (app as never)[hooks as symbol];
    Object.assign(app, { [hooks as symbol]: { onRequest: new Map() } });
    expect(() => routesOf(app)).toThrow(/does not tell the hooks of a context/);
    Object.assign(app, { [hooks as symbol]: own });
    await app.close();
  });
});

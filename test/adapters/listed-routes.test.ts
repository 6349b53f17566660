import { afterEach, describe, expect, it } from 'vitest';
import { createSecurity } from '../../src/index.ts';
import type { Mounted } from '../../src/testing.ts';
import { httpClient, testSecret } from '../../src/testing.ts';
import { restoreFetchClasses } from '../support/globals.ts';
import { inShort } from '../support/routes.ts';
import { LISTED, ROUTES } from './mounts/listed.ts';

const silent = { warn: () => {}, error: () => {} };
const security = createSecurity({
  privateKey: testSecret(),
  root: { acl: [] },
  logger: silent,
});
const VIEW = { defaultPermission: 'view' } as const;

restoreFetchClasses();

describe.each(Object.entries(LISTED))('the routes of %s', (name, listed) => {
  const { routesOf, findRoutes, takes, build } = listed;
  /** Nest itself denies a handler without a rule; tRPC has queries alone here. */
  const methodOf = (method: string): string => (name === 'tRPC' ? 'QUERY' : method);
  const expected = (ofOpen: string): string[] =>
    ROUTES.map(
      ({ method, path, shown }) =>
        `${methodOf(method)} ${path}: ${shown === 'unguarded' ? ofOpen : shown}`,
    );
  const opened: Mounted[] = [];
  afterEach(async () => {
    for (const mounted of opened.splice(0)) await mounted.close();
  });

  async function start(options: object = {}) {
    const { app, serve } = await build(security, options);
    const mounted = await serve();
    opened.push(mounted);
    return { app: app as never, port: mounted.port };
  }

  /** Returns the paths that the server refuses to an anonymous client. */
  async function refusedBy(port: number): Promise<string[]> {
    const send = httpClient(port);
    const refused: string[] = [];
    for (const { method, path } of ROUTES) {
      const asked = name === 'tRPC' ? `/${encodeURIComponent(path)}` : path.replace(':id', '1');
      const reply = await send({
        method: name === 'tRPC' ? 'GET' : method,
        path: asked,
        headers: method === 'PUT' ? [['Content-Type', 'application/json']] : [],
        body: method === 'PUT' ? '{}' : null,
      });
      if (reply.status !== 200) refused.push(path);
    }
    return refused;
  }

  it('are listed with the rules of their guards, as data of their own', async () => {
    const { app } = await start();
    const routes = routesOf(app);
    expect(inShort(routes).toSorted()).toEqual(expected('unguarded').toSorted());
    expect(routes.every((route) => Object.isFrozen(route) && Object.isFrozen(route.rules))).toBe(
      true,
    );
    expect(Object.isFrozen(routes)).toBe(true);
    expect(routes.find(({ path }) => path === '/')).toEqual({
      method: methodOf('GET'),
      path: '/',
      rules: [{ permission: null, resource: null, required: false, public: true }],
      guarded: true,
      public: true,
    });
  });

  it('have the default permission, unless they have a rule', async () => {
    const { app } = await start(VIEW);
    expect(inShort(routesOf(app)).toSorted()).toEqual(expected('view on root').toSorted());
  });

  it.each([
    ['without a default permission', {}],
    ['with one', VIEW],
  ])('are guarded exactly where the server refuses, %s', async (_what, options) => {
    const { app, port } = await start(options);
    const guarded = routesOf(app).filter((route) => route.guarded && !route.public);
    const isDenied = name === 'Nest' && options !== VIEW;
    const paths = [...guarded.map(({ path }) => path), ...(isDenied ? ['/open'] : [])];
    expect((await refusedBy(port)).toSorted()).toEqual(paths.toSorted());
  });

  it('name the security that is asked before them', async () => {
    const { app } = await start();
    expect(new Set(findRoutes(app).map((route) => route.security))).toEqual(new Set([security]));
  });

  it.each([undefined, {}, [], () => {}, { routes: [] }, { get: () => {} }])(
    'are not to be asked of %j',
    (value) => {
      expect(() => routesOf(value as never)).toThrow(takes);
    },
  );
});

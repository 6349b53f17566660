import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/koa.ts';
import type { AuthState, KoaContext } from '../../src/adapters/koa.ts';
import { Allow, Authenticated } from '../../src/index.ts';
import type { RequestView } from '../../src/index.ts';
import { adapterContract, authAs } from '../../src/testing.ts';
import type { Mounted } from '../../src/testing.ts';
import type { Ask, Reply } from '../support/http.ts';
import { listen } from '../support/http.ts';
import { COOKIE, login, setUp, sliding } from '../support/security.ts';
import { mountKoa } from './mounts/koa.ts';
import { serveNode } from './mounts/node.ts';
import { tricksThatReach } from './path-tricks.ts';

describe.each([
  [1, 'body'],
  [2, 'body'],
  [2, 'node'],
] as const)('the adapter for Koa, mounted %i times, with answers by %s', (times, style) => {
  adapterContract(runner, mountKoa(times, style));
});

const page = { acl: [[Allow, Authenticated, ['view', 'delete']] as const] };

describe('a page of Koa', () => {
  const { security } = setUp();
  let served = 0;
  const serve: Middleware = (context) => {
    served++;
    context.body = 'page';
  };
  let mounted: Mounted;
  beforeAll(async () => {
    const app = new Koa<AuthState>();
    app.silent = true;
    app.use(adapter.authenticate(security));
    const router = new Router<AuthState>();
    router.all('/page', adapter.permit('view', page), serve);
    router.use('/page/:name', adapter.required());
    router.get('/page/:name', serve);
    router.get('/open', (context) => void (context.body = 'open'));
    app.use(router.routes());
    app.use(router.allowedMethods());
    mounted = await serveNode(app.callback());
  });
  afterAll(() => mounted.close());

  it('is served to users alone, whatever the path, the method and headers', async () => {
    const user = await authAs(security, 'alice');
    const reached = await tricksThatReach(mounted.port, () => served, user);
    expect(reached).toEqual(expect.arrayContaining(['GET /page', 'GET /PAGE', 'HEAD /page']));
    expect(await tricksThatReach(mounted.port, () => served)).toEqual([]);
  });
});

/** Serves middlewares for one test. */
async function ask(app: Koa, asked: Ask): Promise<Reply & { readonly errors: readonly string[] }> {
  const errors: string[] = [];
  app.on('error', (error: Error) => void errors.push(error.message));
  const server = await listen(app.callback());
  const reply = await server.ask(asked);
  await server.close();
  return { ...reply, errors };
}

function application(...middlewares: readonly Middleware[]): Koa {
  const app = new Koa();
  for (const middleware of middlewares) app.use(middleware);
  return app;
}

describe('authenticate of Koa', () => {
  it('shows the context, the whole URL and what the proxy says to the callback', async () => {
    const seen: unknown[] = [];
    const { security } = setUp({
      callback: (_userId, { view }) => {
        const { native, url, secure } = view as RequestView & { readonly native: KoaContext };
        seen.push([native.path, url, secure]);
        return [];
      },
    });
    for (const proxy of [false, true]) {
      // As koa-mount does it.
      const app = application((context, next) => {
        context.path = context.path.slice('/api'.length);
        return next();
      }, adapter.authenticate(security));
      app.proxy = proxy;
      const headers = { ...(await authAs(security, 'alice')), 'X-Forwarded-Proto': 'https' };
      await ask(app, { path: '/api/page?x=1', headers });
    }
    expect(seen).toEqual([
      ['/page', '/api/page?x=1', false],
      ['/page', '/api/page?x=1', true],
    ]);
  });

  it('writes the cookies of two securities', async () => {
    const [site, shop] = [sliding(), sliding({ cookieName: 'shop' })];
    const app = application(
      adapter.authenticate(site.security),
      adapter.authenticate(shop.security),
      (context) => void (context.body = 'page'),
    );
    const headers = { Cookie: `${await login(site)}; ${await login(shop)}` };
    for (const set of [site, shop]) set.wait(11);
    const reply = await ask(app, { path: '/', headers });
    const names = reply.headers['set-cookie']?.map((one) => one.split('=')[0]);
    expect(new Set(names)).toEqual(new Set([COOKIE, 'shop']));
  });

  it('refuses a link of another site that a middleware behind it turns into a DELETE', async () => {
    const set = sliding({ sameSite: 'none' });
    const askFrom = async (site: string): Promise<number> => {
      const app = application(
        adapter.authenticate(set.security),
        (context, next) => {
          context.method = 'DELETE';
          return next();
        },
        adapter.permit('delete', page),
        (context) => void (context.body = 'deleted'),
      );
      const headers = { Cookie: await login(set), 'Sec-Fetch-Site': site };
      return (await ask(app, { path: '/', headers })).status;
    };
    expect([await askFrom('cross-site'), await askFrom('same-origin')]).toEqual([403, 200]);
  });

  it('serves nothing behind a guard that has no authenticate before it', async () => {
    const app = application(adapter.required(), (context) => void (context.body = 'page'));
    const { status, errors } = await ask(app, { path: '/' });
    expect([status, errors.length]).toEqual([500, 1]);
  });
});

describe('an AuthError of a handler of Koa', () => {
  const throwing: Middleware = (context) => {
    context.body = { user: adapter.userOf(context).userId };
  };

  it('keeps the headers of the application, and is no error of it', async () => {
    const app = application(
      async (context, next) => {
        context.set('X-Request-Id', '7');
        context.set('Cache-Control', 'public, max-age=60');
        await next();
        context.set('X-Response-Time', '1ms');
      },
      adapter.authenticate(setUp().security),
      throwing,
    );
    const { status, headers, errors } = await ask(app, { path: '/' });
    const names = ['x-request-id', 'x-response-time', 'cache-control', 'content-type'];
    expect([status, errors, ...names.map((name) => headers[name])]).toEqual([
      401,
      [],
      '7',
      '1ms',
      'no-store',
      'application/problem+json',
    ]);
  });

  it('is answered by a middleware of the application behind authenticate, if it catches it', async () => {
    const app = application(
      adapter.authenticate(setUp().security),
      async (context, next) => {
        try {
          await next();
        } catch {
          context.redirect('/login');
        }
      },
      throwing,
    );
    const { status, headers } = await ask(app, { path: '/' });
    expect([status, headers['location'], headers['vary']]).toEqual([
      302,
      '/login',
      'Authorization',
    ]);
  });

  it('leaves other errors to the application, which keep the cookie that a logout clears', async () => {
    const set = sliding();
    const app = application(adapter.authenticate(set.security), async (context) => {
      await adapter.authOf(context).forget();
      throw new Error('ordinary');
    });
    const headers = { Cookie: await login(set), 'Sec-Fetch-Site': 'same-origin' };
    const reply = await ask(app, { path: '/', headers });
    expect([reply.status, reply.errors]).toEqual([500, ['ordinary']]);
    expect(reply.headers['set-cookie']?.[0]).toContain('Max-Age=0');
  });
});

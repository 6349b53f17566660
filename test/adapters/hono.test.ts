import { Hono } from 'hono';
import type { Context } from 'hono';
import { cors } from 'hono/cors';
import { methodOverride } from 'hono/method-override';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/hono.ts';
import { Allow, Authenticated, AuthError, Everyone } from '../../src/index.ts';
import type { Security } from '../../src/index.ts';
import { adapterContract, authAs } from '../../src/testing.ts';
import type { Mounted } from '../../src/testing.ts';
import { restoreFetchClasses } from '../support/globals.ts';
import { listen } from '../support/http.ts';
import { COOKIE, login, setUp, sliding } from '../support/security.ts';
import { mountHono, serveHono } from './mounts/hono.ts';
import { tricksThatReach } from './path-tricks.ts';

restoreFetchClasses();

describe.each([
  [1, 'helpers'],
  [2, 'helpers'],
  [2, 'responses'],
] as const)('the adapter for Hono, mounted %i times, with answers by %s', (times, style) => {
  adapterContract(runner, mountHono(times, style));
});

const page = { acl: [[Allow, Authenticated, 'view'] as const] };

describe('a page of Hono', () => {
  const { security } = setUp();
  let served = 0;
  const serve = (c: Context): Response => {
    served++;
    return c.text('page');
  };
  let mounted: Mounted;
  beforeAll(async () => {
    const app = new Hono();
    app.use(methodOverride({ app }));
    app.use(adapter.authenticate(security));
    app.all('/page', adapter.permit('view', page), serve);
    app.use('/page/*', adapter.required());
    app.get('/page/:name', serve);
    app.get('/open', (c) => c.text('open'));
    mounted = await serveHono(app);
  });
  afterAll(() => mounted.close());

  it('is served to users alone, whatever the path, the method and headers', async () => {
    const user = await authAs(security, 'alice');
    const reached = await tricksThatReach(mounted.port, () => served, user);
    expect(reached).toEqual(expect.arrayContaining(['GET /page', 'GET /%70age', 'HEAD /page']));
    expect(await tricksThatReach(mounted.port, () => served)).toEqual([]);
  });
});

describe('authenticate of Hono', () => {
  it('takes a security that is made from the bindings, and prepares it once', async () => {
    const { security, events } = setUp();
    const seen: unknown[] = [];
    const app = new Hono<adapter.AuthEnv & { Bindings: { of: (c: unknown) => Security } }>();
    app.use(adapter.authenticate((c) => c.env.of(c) as Security));
    app.get('/', adapter.required(), (c) => c.text(String(c.var.auth.userId)));
    const env = { of: (c: unknown) => (seen.push(c), security) };
    const headers = await authAs(security, 'alice');
    for (let i = 0; i < 2; i++)
      expect(await (await app.request('/', { headers }, env)).text()).toBe('alice');
    expect([seen.length, events]).toEqual([2, []]);
  });

  it('serves nothing if the function returns no security', async () => {
    const app = new Hono();
    app.onError((error, c) => c.text(error.name, 500));
    app.use(adapter.authenticate((() => undefined) as never));
    app.get('/', (c) => c.text('page'));
    expect(await (await app.request('/')).text()).toBe('ConfigurationError');
  });

  it('shows the context of Hono to the callback', async () => {
    const seen: unknown[] = [];
    const { security } = setUp({
      callback: (_userId, { view }) => {
        seen.push((view.native as Context<{ Bindings: { database: string } }>).env.database);
        return [];
      },
    });
    const app = new Hono();
    app.use(adapter.authenticate(security));
    await app.request('/', { headers: await authAs(security, 'alice') }, { database: 'd1' });
    expect(seen).toEqual(['d1']);
  });

  it('writes the cookies of two securities', async () => {
    const [site, shop] = [sliding(), sliding({ cookieName: 'shop' })];
    const app = new Hono();
    app.use(adapter.authenticate(site.security));
    app.use(adapter.authenticate(shop.security));
    app.get('/', (c) => c.text('page'));
    const cookie = `${await login(site)}; ${await login(shop)}`;
    for (const set of [site, shop]) set.wait(11);
    const { headers } = await app.request('/', { headers: { cookie } });
    const names = headers.getSetCookie().map((one) => one.split('=')[0]);
    expect(new Set(names)).toEqual(new Set([COOKIE, 'shop']));
  });

  it('writes beside the Vary and the cookies of a response that was fetched', async () => {
    const origin = await listen((_request, response) => {
      response.writeHead(200, { Vary: 'Accept', 'Set-Cookie': 'theme=dark' }).end('page');
    });
    const set = sliding();
    const app = new Hono();
    app.use(adapter.authenticate(set.security));
    app.get('/', () => fetch(origin.url));
    const cookie = await login(set);
    set.wait(11);
    const response = await app.request('/', { headers: { cookie } });
    await origin.close();
    const names = response.headers.getSetCookie().map((one) => one.split('=')[0]);
    expect([await response.text(), response.headers.get('vary'), ...names]).toEqual([
      'page',
      'Accept, Cookie',
      'theme',
      COOKIE,
    ]);
  });

  it.each([true, false])('keeps the headers of the application on a refusal', async (isCors) => {
    const app = new Hono();
    const origin = isCors ? 'https://a.example' : null;
    if (origin !== null) app.use(cors({ origin, credentials: true }));
    app.use(adapter.authenticate(setUp().security));
    app.use((c, next) => {
      c.header('X-Request-Id', '7');
      c.header('ETag', '"of the page"');
      c.header('Cache-Control', 'public, max-age=60');
      return next();
    });
    app.get('/guarded', adapter.required(), (c) => c.text('page'));
    app.get('/thrown', (c) => c.json(adapter.userOf(c).userId));
    for (const path of ['/guarded', '/thrown']) {
      const asked = { headers: { Origin: 'https://a.example' } };
      const { status, headers } = await app.request(path, asked);
      const names = ['access-control-allow-origin', 'x-request-id', 'etag', 'cache-control'];
      const found = names.map((name) => headers.get(name));
      expect([status, ...found]).toEqual([401, origin, '7', null, 'no-store']);
    }
  });
});

describe('an AuthError of a handler of Hono', () => {
  const { security } = setUp();
  const applicationWith = (
    onError: Parameters<Hono['onError']>[0] | null,
    options: Parameters<typeof adapter.authenticate>[1] = {},
  ): Hono => {
    const app = new Hono();
    if (onError !== null) app.onError(onError);
    app.use(adapter.authenticate(security, options));
    app.get('/', (c) => c.json(adapter.userOf(c)));
    app.get('/ordinary', () => {
      throw new Error('ordinary');
    });
    return app;
  };

  it('is answered as by a guard if app.onError answers 500 to all', async () => {
    const app = applicationWith((_error, c) => c.text('sorry', 500));
    const { status, headers } = await app.request('/');
    expect([status, headers.get('content-type'), headers.get('www-authenticate')]).toEqual([
      401,
      'application/problem+json',
      'Bearer realm="api"',
    ]);
    expect(await (await app.request('/ordinary')).text()).toBe('sorry');
  });

  it('is answered by app.onError if that knows it', async () => {
    const app = applicationWith((error, c) =>
      AuthError.isAuthError(error) ? c.redirect('/login') : c.text('sorry', 500),
    );
    const { status, headers } = await app.request('/');
    expect([status, headers.get('location')]).toEqual([302, '/login']);
    const page401 = applicationWith((_error, c) => c.html('<h1>Log in</h1>', 401));
    expect(await (await page401.request('/')).text()).toBe('<h1>Log in</h1>');
  });

  it('is answered by onRefused once, though authenticate is mounted twice', async () => {
    const refused: string[] = [];
    const app = applicationWith(null, {
      onRefused: (error, c) => {
        refused.push(error.code);
        return c.redirect('/login');
      },
    });
    const outer = new Hono();
    outer.use(adapter.authenticate(security));
    outer.route('/', app);
    const { status, headers } = await outer.request('/');
    expect([status, headers.get('location')]).toEqual([302, '/login']);
    expect([refused, headers.get('www-authenticate')]).toEqual([['credentials_missing'], null]);
  });

  it('is answered once, by the security that was asked last', async () => {
    const app = new Hono();
    const answered: string[] = [];
    for (const name of ['site', 'api']) {
      const onRefused: adapter.OnRefused<adapter.HonoArgs, Response> = (_error, c) => {
        answered.push(name);
        return c.text(name);
      };
      app.use(adapter.authenticate(setUp().security, { onRefused }));
    }
    app.get('/', (c) => c.json(adapter.userOf(c)));
    expect([await (await app.request('/')).text(), answered]).toEqual(['api', ['api']]);
  });
});

it('permits everyone what the ACL gives to Everyone', async () => {
  const app = new Hono();
  app.use(adapter.authenticate(setUp().security));
  const resource = { acl: [[Allow, Everyone, 'view'] as const] };
  app.get(
    '/',
    adapter.permit('view', () => resource),
    (c) => c.json(c.var.auth.userId),
  );
  expect(await (await app.request('/')).json()).toBeNull();
});

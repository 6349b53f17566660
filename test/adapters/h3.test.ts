import { defineHandler, H3, HTTPError, HTTPResponse, onError, onRequest } from 'h3';
import type { H3Event, Middleware } from 'h3';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/h3.ts';
import { Allow, Authenticated, AuthError } from '../../src/index.ts';
import { adapterContract, authAs } from '../../src/testing.ts';
import type { Mounted } from '../../src/testing.ts';
import { COOKIE, login, setUp, sliding } from '../support/security.ts';
import { mountH3, serveH3 } from './mounts/h3.ts';
import { tricksThatReach } from './path-tricks.ts';

describe.each([
  [1, 'values'],
  [1, 'responses'],
  [2, 'responses'],
] as const)('the adapter for h3, mounted %i times, with answers by %s', (times, style) => {
  adapterContract(runner, mountH3(times, style));
});

const page = { acl: [[Allow, Authenticated, 'view'] as const] };

describe('a page of h3', () => {
  const { security } = setUp();
  let served = 0;
  const serve = (): string => {
    served++;
    return 'page';
  };
  let mounted: Mounted;
  beforeAll(async () => {
    const app = new H3({ silent: true });
    app.use(adapter.authenticate(security));
    app.all('/page', serve, { middleware: [adapter.permit('view', page)] });
    app.use('/page/**', adapter.required());
    app.get('/page/:name', serve);
    app.get('/open', () => 'open');
    mounted = await serveH3(app);
  });
  afterAll(() => mounted.close());

  it('is served to users alone, whatever the path, the method and headers', async () => {
    const user = await authAs(security, 'alice');
    const reached = await tricksThatReach(mounted.port, () => served, user);
    expect(reached).toEqual(expect.arrayContaining(['GET /page', 'GET /page/', 'HEAD /page']));
    expect(await tricksThatReach(mounted.port, () => served)).toEqual([]);
  });
});

/** Returns an application with `authenticate` and one page. */
function application(
  options: Parameters<typeof adapter.authenticate>[1],
  middleware: Middleware[],
  handler: (event: H3Event) => unknown = () => 'page',
  { security } = setUp(),
): H3 {
  const app = new H3({ silent: true });
  app.use(adapter.authenticate(security, options));
  app.get('/', handler, { middleware });
  return app;
}

async function textOf(app: H3, headers: Record<string, string> = {}): Promise<string> {
  const response = await app.request('/', { headers });
  return `${response.status} ${await response.text()}`;
}

describe('a guard of h3', () => {
  // h3 goes on to the page if a middleware returns undefined or, in early versions, a 404.
  it.each([
    ['undefined', () => undefined],
    ['the symbol for no answer', () => Symbol.for('h3.notFound')],
    ['a 404', () => new Response('none', { status: 404 })],
    ['a text', () => 'refused'],
    ['null', () => null],
  ])('serves no page if onRefused returns %s', async (_name, onRefused) => {
    const guards = [adapter.required({ onRefused }), adapter.required()] as const;
    for (const [index, guard] of guards.entries()) {
      const options = index === 0 ? {} : { onRefused };
      expect(await textOf(application(options, [guard]))).not.toContain('page');
      expect(await textOf(application(options, [onRequest(guard)]))).not.toContain('page');
      const handler = defineHandler({ middleware: [guard], handler: () => 'page' });
      expect(await textOf(application(options, [], handler))).not.toContain('page');
    }
  });

  it('lets users through, also as a hook of onRequest', async () => {
    const set = setUp();
    const headers = await authAs(set.security, 'alice');
    const guard = adapter.permit('view', () => Promise.resolve(page));
    for (const middleware of [guard, onRequest(guard)]) {
      const app = application({}, [middleware], undefined, set);
      expect([await textOf(app, headers), (await textOf(app)).slice(0, 3)]).toEqual([
        '200 page',
        '401',
      ]);
    }
  });

  it('serves no page without authenticate', async () => {
    const app = new H3({ silent: true });
    app.get('/', () => 'page', { middleware: [adapter.required()] });
    expect((await app.request('/')).status).toBe(500);
  });
});

describe('authenticate of h3', () => {
  it('shows the event and the whole URL to the callback, also below a mounted app', async () => {
    const seen: unknown[] = [];
    const { security } = setUp({
      callback: (_userId, { view }) => {
        const event = view.native as H3Event;
        seen.push(event.context['tenant'], event.url.pathname, view.url);
        return [];
      },
    });
    const inner = new H3().use(adapter.authenticate(security)).get('/page', () => 'page');
    const app = new H3().use((event) => void (event.context['tenant'] = 'a')).mount('/api', inner);
    const headers = await authAs(security, 'alice');
    const response = await app.request('/api/page?x=1', { headers });
    expect([await response.text(), ...seen]).toEqual(['page', 'a', '/page', '/api/page?x=1']);
  });

  it('writes the cookies of two securities', async () => {
    const [site, shop] = [sliding(), sliding({ cookieName: 'shop' })];
    const app = application({}, [], () => new Response('page'), site);
    app.use(adapter.authenticate(shop.security));
    const cookie = `${await login(site)}; ${await login(shop)}`;
    for (const set of [site, shop]) set.wait(11);
    const { headers } = await app.request('/', { headers: { cookie } });
    const names = headers.getSetCookie().map((one) => one.split('=')[0]);
    expect(new Set(names)).toEqual(new Set([COOKIE, 'shop']));
  });

  it('writes on the last answer if it is mounted twice', async () => {
    const { security } = setUp();
    const app = application({}, [], undefined, { ...setUp(), security });
    app.use(async (_event, next) => {
      await next();
      return new Response('other');
    });
    app.use(adapter.authenticate(security));
    const { headers } = await app.request('/');
    expect(headers.get('vary')).toBe('Authorization');
  });

  it.each([Response, HTTPResponse])('joins the Vary of the event and its own', async (Answer) => {
    const app = application({}, [], (event) => {
      event.res.headers.set('Vary', 'Accept');
      event.res.headers.set('X-Request-Id', '7');
      return new Answer('page', { headers: { 'Content-Type': 'text/html' } });
    });
    const { headers } = await app.request('/');
    expect(['vary', 'x-request-id', 'content-type'].map((name) => headers.get(name))).toEqual([
      'Accept, Authorization',
      '7',
      'text/html',
    ]);
  });
});

describe('an error of a handler of h3', () => {
  const refusing = (event: H3Event): unknown => adapter.userOf(event).userId;

  it('is answered as by a guard if it is an AuthError, behind hooks of onError too', async () => {
    const seen: string[] = [];
    const hook = onError((error) => void seen.push(error.name));
    const returning = (): unknown => new AuthError('credentials_missing');
    for (const app of [
      application({}, [], refusing),
      application({}, [hook], refusing),
      application({}, [hook, adapter.required()]),
      application({}, [], returning),
    ]) {
      const { status, headers } = await app.request('/');
      expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    }
    expect(seen).toEqual(['HTTPError', 'HTTPError']);
  });

  it('is answered by onRefused once, though authenticate is mounted twice', async () => {
    const refused: string[] = [];
    const onRefused = ({ code }: AuthError): void => void refused.push(code);
    const set = setUp();
    const app = new H3({ silent: true });
    app.use(adapter.authenticate(set.security));
    app.use(adapter.authenticate(set.security, { onRefused }));
    app.get('/', refusing);
    expect([(await app.request('/')).status, refused]).toEqual([401, ['credentials_missing']]);
  });

  it('goes to the application otherwise, and the cookie of a logout is cleared', async () => {
    const set = sliding();
    const leaving = async (event: H3Event): Promise<never> => {
      await adapter.authOf(event).forget();
      throw new HTTPError({ status: 409, message: 'ordinary' });
    };
    const headers = { Cookie: await login(set), 'Sec-Fetch-Site': 'same-origin' };
    const plain = application({}, [], leaving, set);
    const own = application({}, [], leaving, set);
    own.config.onError = (error) => `own answer: ${error.message}`;
    const bodies = [];
    for (const app of [plain, own]) {
      const response = await app.request('/', { headers });
      bodies.push(await response.text());
      expect(response.headers.getSetCookie()[0]).toContain('Max-Age=0');
    }
    expect(bodies).toEqual([expect.stringContaining('"status":409'), 'own answer: ordinary']);
  });
});

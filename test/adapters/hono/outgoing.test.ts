import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { afterEach, expect, it } from 'vitest';
import { authenticate } from '../../../src/adapters/hono.ts';
import type { Mounted } from '../../../src/testing.ts';
import { restoreFetchClasses } from '../../support/globals.ts';
import { login, setUp, sliding } from '../../support/security.ts';
import { serveHono } from '../mounts/hono.ts';

restoreFetchClasses();

const { security } = setUp();
let mounted: Mounted | null = null;
afterEach(() => mounted?.close());

async function headersOf(app: Hono, headers: Record<string, string> = {}): Promise<Headers> {
  mounted = await serveHono(app);
  return (await fetch(`http://127.0.0.1:${mounted.port}/`, { headers })).headers;
}

/** A middleware that writes Vary once the response is there, as one that compresses does. */
const compresses: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.append('Vary', 'Accept-Encoding');
};

it.each(['around', 'within'])('joins the Vary of a middleware %s authenticate', async (place) => {
  const app = new Hono();
  if (place === 'around') app.use(compresses);
  app.use(authenticate(security));
  if (place === 'within') app.use(compresses);
  app.get('/', (c) => c.text('page'));
  const vary = (await headersOf(app)).get('vary')?.split(', ').sort();
  expect(vary).toEqual(['Accept-Encoding', 'Authorization']);
});

it('shows Vary to a middleware around authenticate, which may keep the response', async () => {
  const seen: (string | null)[] = [];
  const keeps: MiddlewareHandler = async (c, next) => {
    await next();
    seen.push(c.res.headers.get('Vary'));
  };
  const app = new Hono();
  app.use(keeps);
  app.use(authenticate(security));
  app.get('/', (c) => c.text('page'));
  expect((await headersOf(app)).get('vary')).toBe('Authorization');
  expect(seen).toEqual(['Authorization']);
});

it('writes Vary once for two securities', async () => {
  const app = new Hono();
  for (const one of [security, sliding().security]) app.use(authenticate(one));
  app.get('/', (c) => c.text('page'));
  expect((await headersOf(app)).get('vary')?.split(', ').sort()).toEqual([
    'Authorization',
    'Cookie',
  ]);
});

it('writes Vary on the page for errors of the application', async () => {
  const app = new Hono();
  app.use(authenticate(security));
  app.onError((_error, c) => c.text('failed', 500));
  app.get('/', () => {
    throw new Error('of the test');
  });
  expect((await headersOf(app)).get('vary')).toBe('Authorization');
});

it('sets no cookie of a request that the application sends to itself', async () => {
  const set = sliding();
  const app = new Hono();
  app.use(authenticate(set.security));
  const inner = { cookie: await login(set) };
  set.wait(11);
  let renewed: string[] = [];
  app.get('/', async (c) => {
    const { headers } = await app.request('/inner', { headers: inner }, c.env);
    renewed = headers.getSetCookie();
    return c.text('page');
  });
  app.get('/inner', (c) => c.text('inner'));
  const outer = await headersOf(app);
  expect([renewed.length, outer.getSetCookie()]).toEqual([1, []]);
});

it('writes Vary on the Response if the binding "outgoing" is no response', async () => {
  const app = new Hono();
  app.use(authenticate(security));
  app.get('/', (c) => c.text('page'));
  const service = new Proxy({}, { get: () => () => {} });
  for (const outgoing of [service, {}, null, 'queue'])
    expect((await app.request('/', {}, { outgoing })).headers.get('vary')).toBe('Authorization');
});

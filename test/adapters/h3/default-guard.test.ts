import { defineHandler, H3 } from 'h3';
import { expect, it } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/h3.ts';
import { Allow, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';

const { security } = setUp({ root: { acl: [[Allow, user('alice'), 'view']] } });
const byDefault = () => authenticate(security, { defaultPermission: 'view' });
const serve = (): string => 'served';

/** The statuses of a request: anonymous, of alice (who may view), of bob (who may not). */
async function statuses(app: H3, path: string): Promise<string> {
  const all: number[] = [];
  for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')])
    all.push((await app.request(path, { headers })).status);
  return all.join(' ');
}

it('counts a guard of the handler, and one that a middleware has asked', async () => {
  const app = new H3({ silent: true }).use(byDefault());
  app.get('/own', defineHandler({ middleware: [permit(Public)], handler: serve }));
  app.use('/asked', async (event, next) => {
    await permit(Public)(event);
    return next();
  });
  app.get('/asked', serve);
  app.get('/bare', serve);
  expect(await statuses(app, '/own')).toBe('200 200 200');
  expect(await statuses(app, '/asked')).toBe('200 200 200');
  expect(await statuses(app, '/bare')).toBe('401 200 403');
});

it('protects routes that are added after the first request, and applications of others', async () => {
  const app = new H3({ silent: true }).use(byDefault()).get('/bare', serve);
  expect(await statuses(app, '/bare')).toBe('401 200 403');
  app.get('/later', serve);
  app.mount('/other', () => new Response('other'));
  expect(await statuses(app, '/later')).toBe('401 200 403');
  expect(await statuses(app, '/other/page')).toBe('401 200 403');
});

it('lets the first request alone pass twice what stands before authenticate', async () => {
  const passed: string[] = [];
  const app = new H3({ silent: true });
  app.use((event) => void passed.push(event.url.pathname));
  app.use(byDefault()).get('/bare', serve).get('/other', serve);
  for (const path of ['/bare', '/bare', '/other']) await app.request(path);
  expect(passed).toEqual(['/bare', '/bare', '/bare', '/other']);
});

it('answers by onRefused of the security that refuses, and writes its headers', async () => {
  const closed = setUp({ root: { acl: [] } }).security;
  const onRefused = async () => new Response('no', { status: 418 });
  const app = new H3({ silent: true })
    .use(byDefault())
    .use(authenticate(closed, { defaultPermission: 'look', onRefused }))
    .get('/bare', serve);
  expect(await statuses(app, '/bare')).toBe('401 418 403');
  const { headers } = await app.request('/bare');
  expect([headers.get('www-authenticate'), headers.get('vary')]).toEqual([
    'Bearer realm="api"',
    'Authorization',
  ]);
});

import { Elysia, t } from 'elysia';
import type { AnyElysia } from 'elysia';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, routesOf } from '../../../src/adapters/elysia.ts';
import { Allow, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { inShort } from '../../support/routes.ts';
import { setUp } from '../../support/security.ts';

const root = {
  acl: [
    [Allow, user('alice'), 'view'],
    [Allow, user('bob'), 'edit'],
  ] as const,
};
const { security } = setUp({ root });
const other = setUp({ root, callback: async (id) => (id === 'bob' ? ['role:bob'] : []) }).security;
const VIEW = { defaultPermission: 'view' } as const;
const answer = (): string => 'answered';
const PROTECTED = '401 200 403';

describe.each([true, false])('a default permission of Elysia, compiled: %s', (aot) => {
  const make = (): Elysia => new Elysia({ aot });

  /** The statuses of a request: anonymous, of alice (who may view), of bob (who may edit). */
  async function statuses(app: AnyElysia, path: string, init: RequestInit = {}): Promise<string> {
    const all: number[] = [];
    for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')]) {
      const asked = new Request(`http://localhost${path}`, {
        ...init,
        headers: { ...(init.headers as object), ...headers },
      });
      all.push((await app.handle(asked)).status);
    }
    return all.join(' ');
  }

  it('is asked of each form of a route', async () => {
    const app = make()
      .use(authenticate(security, VIEW))
      .get('/text', 'a text')
      .get('/response', new Response('a response'))
      .get('/off', answer, { detail: false as never })
      .get('/hooks', answer, { beforeHandle: () => undefined, detail: {} })
      .get('/async', async () => answer())
      .get('/context', ({ query, headers }) => `${query['a']} ${headers['b']}`)
      .get('/any/*', answer)
      .group('/group', (group) => group.get('/page', answer))
      .guard({ query: t.Object({}) }, (guarded) => guarded.get('/guarded', answer))
      .mount('/mounted', () => new Response('mounted'));
    const paths = ['/text', '/off', '/hooks', '/async', '/context', '/any/x', '/group/page'];
    for (const path of [...paths, '/guarded', '/response'])
      expect([path, await statuses(app, path)]).toEqual([path, PROTECTED]);
    // Without AOT what is mounted runs before any hook, and the list shows it.
    const mounted = routesOf(app).find(({ path }) => path === '/mounted/*');
    expect([await statuses(app, '/mounted/x'), mounted?.guarded]).toEqual(
      aot ? [PROTECTED, true] : ['200 200 200', false],
    );
  });

  it('is asked where the callback answers later', async () => {
    const app = make().use(authenticate(other, VIEW)).get('/', answer);
    expect(await statuses(app, '/')).toBe(PROTECTED);
  });

  it('protects what comes behind authenticate, also of a plugin', async () => {
    const plugin = make().get('/first', answer).use(authenticate(security, VIEW));
    const app = make().get('/before', answer).use(plugin.get('/within', answer));
    app.get('/after', answer);
    expect(await statuses(app, '/before')).toBe('200 200 200');
    for (const path of ['/within', '/after'])
      expect([path, await statuses(app, path)]).toEqual([path, aot ? PROTECTED : '500 500 500']);
  });

  it('gives way to a guard of transform, around the route or on it', async () => {
    const app = make()
      .use(authenticate(security, VIEW))
      .get('/public', answer, { permit: Public })
      .get('/edit', answer, { transform: permit('edit') })
      .group('/group', { permit: 'edit' }, (group) => group.get('/page', answer))
      .get('/late', answer, { beforeHandle: permit('edit') });
    expect(await statuses(app, '/public')).toBe('200 200 200');
    expect(await statuses(app, '/edit')).toBe('401 403 200');
    expect(await statuses(app, '/group/page')).toBe('401 403 200');
    // A guard of beforeHandle comes too late: both are asked.
    expect(await statuses(app, '/late')).toBe('401 403 403');
  });

  it('is asked by each of two securities', async () => {
    const app = make()
      .use(authenticate(security, VIEW))
      .use(authenticate(other, { defaultPermission: 'edit' }))
      .get('/', answer)
      .get('/public', answer, { permit: Public });
    expect(await statuses(app, '/')).toBe('401 403 403');
    expect(await statuses(app, '/public')).toBe('200 200 200');
  });

  it('answers by onRefused, and lets a preflight pass by passPreflight', async () => {
    const app = make()
      .use(
        authenticate(security, {
          ...VIEW,
          passPreflight: true,
          onRefused: () => new Response('own', { status: 418 }),
        }),
      )
      .all('/', answer);
    expect(await statuses(app, '/')).toBe('418 200 418');
    const headers = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' };
    const preflight = new Request('http://localhost/', { method: 'OPTIONS', headers });
    expect((await app.handle(preflight)).status).toBe(200);
  });

  it('is in the list of routes where it is asked', () => {
    const app = make()
      .get('/before', answer)
      .use(authenticate(security, VIEW))
      .get('/bare', answer)
      .get('/public', answer, { permit: Public })
      .get('/edit', answer, { permit: 'edit' });
    expect(inShort(routesOf(app))).toEqual([
      'GET /before: unguarded',
      'GET /bare: view on root',
      'GET /public: everyone',
      'GET /edit: edit on root',
    ]);
  });
});

it('is an error without a root', () => {
  expect(() => authenticate(setUp().security, VIEW)).toThrow(/root/);
});

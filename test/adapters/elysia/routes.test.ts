import { Elysia, t } from 'elysia';
import type { AnyElysia } from 'elysia';
import { describe, expect, it } from 'vitest';
import { authenticate, authOf, permit, required, userOf } from '../../../src/adapters/elysia.ts';
import { Allow, Authenticated, AuthError, ConfigurationError } from '../../../src/index.ts';
import { createSecurity, headerPolicy, Public, user } from '../../../src/index.ts';
import type { Resource, Security, SecurityOptions } from '../../../src/index.ts';
import { authAs, httpClient, testSecret } from '../../../src/testing.ts';
import { applicationOf, serveElysia } from '../mounts/elysia.ts';
import { tricksThatReach } from '../path-tricks.ts';

function makeSecurity(options: Partial<SecurityOptions> = {}): Security {
  return createSecurity({
    privateKey: testSecret(),
    expiration: '15m',
    root: {
      acl: [
        [Allow, user('alice'), 'edit'],
        [Allow, Authenticated, 'view'],
      ],
    },
    logger: { warn: () => {}, error: () => {} },
    ...options,
  }) as Security;
}
const security = makeSecurity();
const PAGE: Resource = { acl: [[Allow, user('alice'), 'edit']] };

interface App {
  readonly handle: (request: Request) => Promise<Response>;
}

/** The statuses for an anonymous request, bob and alice. */
async function statusesOf(app: App, path: string, init: RequestInit = {}): Promise<number[]> {
  const statuses = [];
  for (const name of [null, 'bob', 'alice']) {
    const own = name === null ? {} : await authAs(security, name);
    const headers = { ...(init.headers as object), ...own };
    const response = await app.handle(new Request(`http://localhost${path}`, { ...init, headers }));
    statuses.push(response.status);
  }
  return statuses;
}

const ONLY_ALICE = [401, 403, 200];
const USERS = [401, 200, 200];

describe.each(['node', 'dynamic'] as const)('routes of Elysia, %s', (style) => {
  const applicationWith = () => applicationOf(style).use(authenticate(security));

  it('take a permission, its resource, or only that there is a user', async () => {
    const app = applicationWith()
      .get('/edit', () => 'ok', { permit: 'edit' })
      .get('/page', () => 'ok', { permit: ['edit', PAGE] })
      .get('/found/:id', () => 'ok', {
        permit: ['edit', ({ params, query }) => (params['id'] === query['id'] ? PAGE : null)],
      })
      .get('/later/:id', () => 'ok', {
        permit: ['edit', async ({ params }) => (params['id'] === '1' ? PAGE : null)],
      })
      .get('/user', () => 'ok', { required: true })
      .get('/user-view', () => 'ok', { required: 'view' })
      .get('/user-edit', () => 'ok', { required: ['edit', PAGE] })
      .get('/public', () => 'ok', { permit: Public })
      .get('/hook', () => 'ok', { transform: permit('edit') })
      .get('/hook-later', () => 'ok', { transform: permit('edit', async () => PAGE) })
      .get('/before', () => 'ok', { beforeHandle: required('edit') })
      .get('/before-later', () => 'ok', { beforeHandle: permit('edit', async () => PAGE) })
      .get('/list', () => 'ok', { transform: [required(), permit('edit')] });
    expect({
      edit: await statusesOf(app, '/edit'),
      page: await statusesOf(app, '/page'),
      found: await statusesOf(app, '/found/1?id=1'),
      missing: await statusesOf(app, '/found/1?id=2'),
      later: await statusesOf(app, '/later/1'),
      laterMissing: await statusesOf(app, '/later/2'),
      user: await statusesOf(app, '/user'),
      userView: await statusesOf(app, '/user-view'),
      userEdit: await statusesOf(app, '/user-edit'),
      public: await statusesOf(app, '/public'),
      hook: await statusesOf(app, '/hook'),
      hookLater: await statusesOf(app, '/hook-later'),
      before: await statusesOf(app, '/before'),
      beforeLater: await statusesOf(app, '/before-later'),
      list: await statusesOf(app, '/list'),
    }).toEqual({
      edit: ONLY_ALICE,
      page: ONLY_ALICE,
      found: ONLY_ALICE,
      missing: [401, 404, 404],
      later: ONLY_ALICE,
      laterMissing: [401, 404, 404],
      user: USERS,
      userView: USERS,
      userEdit: ONLY_ALICE,
      public: [200, 200, 200],
      hook: ONLY_ALICE,
      hookLater: ONLY_ALICE,
      before: ONLY_ALICE,
      beforeLater: ONLY_ALICE,
      list: ONLY_ALICE,
    });
  });

  it('ask both the rule of a group and that of a route', async () => {
    const app = applicationWith().guard({ permit: ['view', async () => PAGE] }, (group) =>
      group
        .get('/a', () => 'ok', { permit: ['edit', async () => PAGE] })
        .get('/b', () => 'ok', { permit: ['edit', async () => ({ acl: [] })] }),
    );
    const other = applicationWith().guard({ permit: ['edit', async () => PAGE] }, (group) =>
      group.get('/c', () => 'ok', {
        permit: ['edit', async () => ({ acl: [[Allow, Authenticated, 'edit'] as const] })],
      }),
    );
    expect([
      await statusesOf(app, '/a'),
      await statusesOf(app, '/b'),
      await statusesOf(other, '/c'),
    ]).toEqual([[401, 403, 403], [401, 403, 403], ONLY_ALICE]);
  });

  it('are asked beside options that are false or have no hooks', async () => {
    const app = (applicationWith() as AnyElysia)
      .macro({ audit: { beforeHandle: () => {} } })
      .macro({ none: () => undefined })
      .get('/first', () => 'ok', { audit: false, permit: 'edit' })
      .get('/last', () => 'ok', { permit: 'edit', audit: false })
      .get('/none', () => 'ok', { none: true, permit: 'edit' })
      .get('/hook', () => 'ok', { audit: false, transform: permit('edit') })
      .guard({ audit: false, permit: 'edit' }, (group: AnyElysia) =>
        group.get('/group', () => 'ok'),
      );
    const plugin = (new Elysia({ aot: style === 'node' }) as AnyElysia)
      .use(app)
      .get('/plugin', () => 'ok', { audit: false, required: 'edit' });
    const paths = ['/first', '/last', '/none', '/hook', '/group'];
    for (const path of paths)
      expect([path, await statusesOf(app, path)]).toEqual([path, ONLY_ALICE]);
    expect(await statusesOf(plugin, '/plugin')).toEqual(
      style === 'node' ? ONLY_ALICE : [500, 500, 500],
    );
  });

  it('are refused before a body is validated', async () => {
    const app = applicationWith().post('/', () => 'ok', {
      permit: 'edit',
      body: t.Object({ name: t.String() }),
    });
    const init = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
    expect(await statusesOf(app, '/', init)).toEqual([401, 403, 422]);
  });

  it('have the auth context also where no route is found, and in error handlers', async () => {
    const seen: unknown[] = [];
    const app = applicationOf(style)
      .use(authenticate(security))
      .onError((context) => {
        seen.push(authOf(context).userId);
      })
      .get('/', () => {
        throw new Error('An ordinary error.');
      });
    expect(await statusesOf(app, '/missing')).toEqual([404, 404, 404]);
    expect(await statusesOf(app, '/')).toEqual([500, 500, 500]);
    expect(seen).toEqual([null, 'bob', 'alice', null, 'bob', 'alice']);
  });

  it('give the context by authOf and userOf, of a context or of its request', async () => {
    const app = applicationWith().get('/', (context) => {
      const all = [authOf(context), authOf(context.request), userOf(context)];
      return all.every((auth) => auth === context.auth) ? 'same' : 'other';
    });
    const headers = await authAs(security, 'bob');
    const response = await app.handle(new Request('http://localhost/', { headers }));
    expect(await response.text()).toBe('same');
    expect((await app.handle(new Request('http://localhost/'))).status).toBe(401);
  });

  it('keep the cookies that the application sets by Elysia', async () => {
    const sessions = makeSecurity({ policies: undefined });
    const app = applicationOf(style)
      .use(authenticate(sessions))
      .get('/', ({ cookie }) => {
        cookie['theme']?.set({ value: 'dark' });
        return 'ok';
      });
    const response = await app.handle(new Request('http://localhost/'));
    expect(response.headers.getSetCookie()).toEqual(['theme=dark; Path=/']);
    expect(response.headers.get('vary')).toBe('Authorization');
  });

  it('answer what the security throws by the error handler of the application', async () => {
    const closed = makeSecurity();
    const app = applicationOf(style)
      .use(authenticate(closed))
      .onError(({ error }) => new Response((error as Error).name, { status: 500 }))
      .get('/', () => 'never');
    await closed.close();
    const response = await app.handle(new Request('http://localhost/'));
    expect([response.status, await response.text()]).toEqual([500, 'ConfigurationError']);
  });

  it('answer 500 without authenticate, and if an onRefused fails', async () => {
    const bare = applicationOf(style).get('/', () => 'never', { transform: permit(Public) });
    const failing = applicationOf(style)
      .use(
        authenticate(security, {
          onRefused: () => {
            throw new Error('failed');
          },
        }),
      )
      .get('/', () => 'never', { required: true });
    expect((await bare.handle(new Request('http://localhost/'))).status).toBe(500);
    expect((await failing.handle(new Request('http://localhost/'))).status).toBe(500);
  });

  it('let no request past a guard by another spelling, method or header', async () => {
    let runs = 0;
    const app = applicationWith()
      .all('/page', () => `run ${++runs}`, { required: true })
      .all('/open', () => 'open');
    const served = await serveElysia(app);
    const { port } = served;
    expect(await tricksThatReach(port, () => runs)).toEqual([]);
    const headers = await authAs(security, 'bob');
    expect(await tricksThatReach(port, () => runs, headers)).toContain('GET /page');
    await served.close();
  });

  it('answer HEAD as GET, and refuse it as GET', async () => {
    const app = applicationWith().get('/', () => 'ok', { permit: 'edit' });
    const served = await serveElysia(app);
    const send = httpClient(served.port);
    const headers = Object.entries(await authAs(security, 'bob'));
    const reply = await send({ method: 'HEAD', path: '/', headers, body: null });
    // Without AOT Elysia has no HEAD.
    expect(reply.status).toBe(style === 'node' ? 403 : 404);
    await served.close();
  });

  it('take no rule that is none', () => {
    for (const rule of [undefined, null, '', 7, {}, ['edit', undefined], ['']])
      expect(() => applicationWith().get('/', () => 'ok', { permit: rule as never })).toThrow(
        ConfigurationError,
      );
    expect(() => applicationWith().get('/', () => 'ok', { required: false as never })).toThrow(
      ConfigurationError,
    );
    expect(() => authenticate({} as never)).toThrow(ConfigurationError);
  });
});

describe('plugins of Elysia', () => {
  it('pass authenticate on to the application that uses them', async () => {
    const shared = new Elysia({ name: 'shared' }).use(authenticate(security));
    const reports = new Elysia({ prefix: '/reports' })
      .use(shared)
      .get('/', ({ auth }) => String(auth.userId), { permit: 'edit' });
    const app = new Elysia()
      .use(shared)
      .use(reports)
      .get('/', () => 'ok', { required: true });
    expect([await statusesOf(app, '/'), await statusesOf(app, '/reports')]).toEqual([
      USERS,
      ONLY_ALICE,
    ]);
  });

  it('fail closed with aot: false, where authenticate is only in a plugin', async () => {
    const shared = new Elysia({ aot: false }).use(authenticate(security));
    const app = new Elysia({ aot: false }).use(shared).get('/', () => 'never', { required: true });
    expect(await statusesOf(app, '/')).toEqual([500, 500, 500]);
  });

  it('ask two securities, each in a plugin of its own', async () => {
    const other = makeSecurity({ policies: [headerPolicy({ httpHeader: 'X-Token' })] });
    const one = new Elysia().use(authenticate(security));
    const two = new Elysia().use(authenticate(other));
    const app = new Elysia()
      .use(one)
      .use(two)
      .get('/', ({ auth }) => String(auth.userId));
    const headers = await authAs(security, 'bob');
    const response = await app.handle(new Request('http://localhost/', { headers }));
    // The one that was used first stands next to the routes.
    expect([await response.text(), response.headers.get('vary')]).toEqual([
      'bob',
      'Authorization, X-Token',
    ]);
  });

  it('answer an AuthError of a handler by its challenge', async () => {
    const app = new Elysia().use(authenticate(security)).get('/', () => {
      throw new AuthError('credentials_missing');
    });
    const response = await app.handle(new Request('http://localhost/'));
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ]);
  });
});

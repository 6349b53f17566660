import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/fastify.ts';
import { Allow, ConfigurationError, Public, user } from '../../../src/index.ts';
import type { Resource } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';

const root: Resource = { acl: [[Allow, user('alice'), 'edit']] };
const page: Resource = { acl: [[Allow, user('bob'), 'edit']] };
const { security } = setUp({ root });
const alice = await authAs(security, 'alice');
const bob = await authAs(security, 'bob');

type Config = Record<string, unknown>;
const add = (app: FastifyInstance, url: string, config: Config): void =>
  void app.get(url, { config } as object, async () => 'page');
const statusOf = async (app: FastifyInstance, url: string, headers = {}): Promise<number> =>
  (await app.inject({ url, headers })).statusCode;
const statusesOf = async (app: FastifyInstance, url: string): Promise<number[]> => [
  await statusOf(app, url),
  await statusOf(app, url, alice),
  await statusOf(app, url, bob),
];

describe('the access in the config of a route', () => {
  it('asks what a guard would ask', async () => {
    const app = Fastify();
    await app.register(authenticate(security));
    add(app, '/permission', { permission: 'edit' });
    add(app, '/resource', { permission: 'edit', resource: page });
    add(app, '/found', { permission: 'edit', resource: async () => page });
    add(app, '/missing', { permission: 'edit', resource: () => null });
    add(app, '/required', { required: true });
    add(app, '/both', { required: true, permission: 'edit', resource: page });
    add(app, '/public', { permission: Public });
    add(app, '/open', { required: false, title: 'Open', source: 'x', rateLimit: 1, tags: [] });
    expect(await statusesOf(app, '/permission')).toEqual([401, 200, 403]);
    expect(await statusesOf(app, '/resource')).toEqual([401, 403, 200]);
    expect(await statusesOf(app, '/found')).toEqual([401, 403, 200]);
    expect(await statusesOf(app, '/missing')).toEqual([401, 404, 404]);
    expect(await statusesOf(app, '/required')).toEqual([401, 200, 200]);
    expect(await statusesOf(app, '/both')).toEqual([401, 403, 200]);
    expect(await statusesOf(app, '/public')).toEqual([200, 200, 200]);
    expect(await statusesOf(app, '/open')).toEqual([200, 200, 200]);
  });

  it('takes the options of a guard, with a resource and without', async () => {
    const app = Fastify();
    const set = setUp({ root });
    const headers = await authAs(set.security, 'alice');
    set.wait(20);
    await app.register(authenticate(set.security));
    const onRefused = (error: { code: string }) => ({ refused: error.code });
    add(app, '/fresh', { required: true, maxAuthAge: '10s' });
    add(app, '/own', { permission: 'edit', resource: page, onRefused });
    expect(await statusOf(app, '/fresh', headers)).toBe(401);
    const { body } = await app.inject({ url: '/own', headers });
    expect(body).toBe('{"refused":"permission_denied"}');
  });

  it('asks before the body is read, and for HEAD as for GET', async () => {
    const app = Fastify();
    await app.register(authenticate(security));
    const schema = { body: { type: 'object', required: ['title'] } };
    app.post('/x', { config: { permission: 'edit' }, schema } as object, async () => 'page');
    add(app, '/get', { permission: 'edit' });
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/x', headers, payload: {} });
    expect([(await post({})).statusCode, (await post(alice)).statusCode]).toEqual([401, 400]);
    expect((await app.inject({ method: 'HEAD', url: '/get' })).statusCode).toBe(401);
  });

  it.each(['before', 'after'])('holds for routes that are added %s authenticate', async (order) => {
    const app = Fastify();
    const routes = (): void => {
      add(app, '/own', { permission: 'edit' });
      app.register(async (child) => add(child, '/child', { permission: 'edit' }));
    };
    if (order === 'before') routes();
    app.register(authenticate(security));
    if (order === 'after') routes();
    expect(await statusesOf(app, '/own')).toEqual([401, 200, 403]);
    expect(await statusesOf(app, '/child')).toEqual([401, 200, 403]);
  });

  it.each<[string, Config]>([
    ['an undefined permission', { permission: undefined }],
    ['an empty permission', { permission: '' }],
    ['a list of permissions', { permission: ['edit'] }],
    ['a permission that is Public and a user', { permission: Public, required: true }],
    ['a resource without a permission', { resource: page }],
    ['a resource for a user alone', { required: true, resource: page }],
    ['an undefined resource', { permission: 'edit', resource: undefined }],
    ['an undefined resource beside options', { permission: 'edit', resource: undefined, acr: 'a' }],
    ['an age without a permission', { maxAuthAge: '5m' }],
    ['an age that is none', { permission: 'edit', maxAuthAge: 'soon' }],
    ['a misspelt permission', { permision: 'edit' }],
    ['permissions', { permissions: ['edit'] }],
    ['a misspelt resource', { permission: 'edit', resouce: page }],
    ['a misspelt required', { Require: true }],
    ['a misspelt age', { required: true, max_auth_age: '5m' }],
    ['a word for required', { required: 'yes' }],
    ['an undefined required', { required: undefined }],
  ])('is a fault when the route is added: %s', async (_what, config) => {
    const app = Fastify();
    await app.register(authenticate(security));
    expect(() => add(app, '/x', config)).toThrow(ConfigurationError);
  });

  it('answers 500 if a route with a fault was added before authenticate', async () => {
    const app = Fastify();
    add(app, '/x', { permission: undefined });
    app.register(authenticate(security));
    expect(await statusesOf(app, '/x')).toEqual([500, 500, 500]);
  });
});

describe('the access of a route in a context that authenticate does not cover', () => {
  it('is a fault at start, in the root and in a context beside', async () => {
    for (const place of ['root', 'beside']) {
      const app = Fastify();
      await app.register(async (child) => child.register(authenticate(security)));
      if (place === 'root') add(app, '/x', { permission: 'edit' });
      else app.register(async (beside) => add(beside, '/x', { required: true }));
      await expect(app.ready()).rejects.toMatchObject({
        code: 'setup_incomplete',
        message: expect.stringContaining('/x'),
      });
    }
  });

  it('refuses every request if the route was added before authenticate', async () => {
    const app = Fastify();
    add(app, '/root', { permission: 'edit' });
    app.get('/open', async () => 'page');
    app.register(async (beside) => add(beside, '/beside', { permission: 'edit' }));
    app.register(async (child) =>
      child.register(async (inner) => inner.register(authenticate(security))),
    );
    expect(await statusesOf(app, '/root')).toEqual([500, 500, 500]);
    expect(await statusesOf(app, '/beside')).toEqual([500, 500, 500]);
    expect(await statusesOf(app, '/open')).toEqual([200, 200, 200]);
  });

  it('is none if the context has an authenticate of its own', async () => {
    const app = Fastify();
    const second = setUp({ root: page }).security;
    await app.register(async (child) => child.register(authenticate(security)));
    app.register(async (child) => {
      child.register(authenticate(second));
      add(child, '/second', { permission: 'edit' });
    });
    expect(await statusOf(app, '/second', alice)).toBe(403);
    expect(await statusOf(app, '/second', bob)).toBe(200);
  });

  it('leaves routes alone whose config has other members', async () => {
    const app = Fastify();
    await app.register(async (child) => child.register(authenticate(security)));
    add(app, '/x', { title: 'Open' });
    app.get('/y', { onRequest: permit('edit') }, async () => 'page');
    expect(await statusOf(app, '/x')).toBe(200);
    expect(await statusOf(app, '/y', alice)).toBe(500);
  });
});

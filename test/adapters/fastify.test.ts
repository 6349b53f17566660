import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import * as runner from 'vitest';
import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, authOf, permit, required } from '../../src/adapters/fastify.ts';
import { Allow, Authenticated, AuthError, cookiePolicy, user } from '../../src/index.ts';
import { adapterContract, authAs } from '../../src/testing.ts';
import { fastifyOptions } from '../support/fastify-options.ts';
import { COOKIE, login, setUp, sliding } from '../support/security.ts';
import { mountFastify } from './mounts/fastify.ts';
import { tricksThatReach } from './path-tricks.ts';

describe('the adapter for Fastify', () => {
  adapterContract(runner, mountFastify());
});

describe('the adapter for Fastify, registered twice, with guards as onRequest', () => {
  adapterContract(
    runner,
    mountFastify(2, (guard) => ({ onRequest: [guard] })),
  );
});

const open: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});
const create = (options: FastifyServerOptions = {}): FastifyInstance => {
  const app = Fastify({ forceCloseConnections: true, ...fastifyOptions, ...options });
  open.push(app);
  return app;
};
const root = { acl: [[Allow, Authenticated, 'view'] as const] };

describe('authenticate of Fastify', () => {
  it('serves the context that registers it and those within, and no other', async () => {
    const { security } = setUp({ root });
    const headers = await authAs(security, 'alice');
    const app = create();
    const page = { onRequest: permit('view') };
    app.register(async (child) => {
      child.get('/early', page, async () => 'page');
      child.register(authenticate(security));
      child.get('/child', page, async () => 'page');
      child.register(async (inner) => void inner.get('/inner', page, async () => 'page'));
    });
    app.register(async (beside) => void beside.get('/beside', page, async () => 'page'));
    app.get('/', page, async () => 'page');
    const statusOf = async (url: string) => (await app.inject({ url, headers })).statusCode;
    for (const url of ['/early', '/child', '/inner'])
      expect([url, await statusOf(url)]).toEqual([url, 200]);
    for (const url of ['/beside', '/']) expect([url, await statusOf(url)]).toEqual([url, 500]);
  });

  it('keeps two securities in two contexts apart', async () => {
    const one = setUp({ root, userPrincipal: (id: string) => `one:${id}` } as never).security;
    const two = setUp({ root }).security;
    const app = create();
    const names: [string, typeof one][] = [
      ['/one', one],
      ['/two', two],
    ];
    for (const [url, security] of names)
      app.register(async (child) => {
        child.register(authenticate(security));
        child.get(url, async (request) => authOf(request).principals.at(-1));
      });
    const headers = await authAs(two, 'alice');
    expect((await app.inject({ url: '/two', headers })).body).toBe('user:alice');
    expect((await app.inject({ url: '/one', headers })).body).not.toBe('user:alice');
  });

  it('is a fault at start if something else has decorated requests with "auth"', async () => {
    const app = create();
    app.decorateRequest('auth', null);
    app.register(authenticate(setUp().security));
    await expect(app.ready()).rejects.toMatchObject({ code: 'setup_incomplete' });
  });

  it('answers what publish names if it is registered in the root', async () => {
    const { security } = setUp({
      audience: 'https://a.example',
      publish: { resource: 'https://a.example' },
    });
    const statuses: number[] = [];
    for (const inRoot of [true, false]) {
      const app = create();
      if (inRoot) app.register(authenticate(security));
      else app.register(async (child) => void child.register(authenticate(security)));
      const url = '/.well-known/oauth-protected-resource';
      statuses.push((await app.inject(url)).statusCode);
    }
    expect(statuses).toEqual([200, 404]);
  });

  it('has null as auth before the hook has run', async () => {
    const app = create();
    const seen: unknown[] = [];
    app.addHook('onRequest', async (request) => void seen.push(Reflect.get(request, 'auth')));
    app.register(authenticate(setUp().security));
    app.get('/', async () => '');
    await app.inject('/');
    expect(seen).toEqual([null]);
  });

  it('takes the forwarded protocol for the connection only if trustProxy is on', async () => {
    const answers: unknown[] = [];
    for (const trustProxy of [false, true]) {
      const { security } = setUp({
        callback: (_id, { view }) => [
          `secure:${view.secure}`,
          `ip:${(view.native as { ip: string }).ip}`,
        ],
      });
      const app = create({ trustProxy });
      app.register(authenticate(security));
      app.get('/', async (request) => authOf(request).principals.slice(-2));
      const headers = {
        ...(await authAs(security, 'alice')),
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '192.0.2.7',
      };
      answers.push((await app.inject({ url: '/', headers })).json());
    }
    expect(answers).toEqual([
      ['secure:false', 'ip:127.0.0.1'],
      ['secure:true', 'ip:192.0.2.7'],
    ]);
  });

  it('renews the session of a response that the handler writes itself', async () => {
    const set = sliding();
    const headers = { cookie: await login(set) };
    set.wait(15);
    const app = create();
    app.register(authenticate(set.security));
    app.get('/', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).end('own');
    });
    const reply = await app.inject({ url: '/', headers });
    expect([reply.body, reply.cookies.map(({ name }) => name)]).toEqual(['own', [COOKIE]]);
  });

  it('logs in with a cookie beside those of the application', async () => {
    const { security } = setUp({ policies: [cookiePolicy()] });
    const app = create();
    app.register(authenticate(security));
    app.post('/', async (request, reply) => {
      reply.header('set-cookie', 'theme=dark');
      await authOf(request).remember('alice');
      return 'in';
    });
    const headers = { 'sec-fetch-site': 'same-origin' };
    const { cookies } = await app.inject({ method: 'POST', url: '/', headers });
    expect(cookies.map(({ name }) => name)).toEqual(['theme', COOKIE]);
  });
});

describe('an AuthError in Fastify', () => {
  const throwing = async (app: FastifyInstance, error: unknown, options = {}) => {
    app.register(authenticate(setUp().security, options));
    app.get('/', async () => {
      throw error;
    });
    return app.inject('/');
  };
  const problem = 'application/problem+json';

  it.each(['onRequest', 'preHandler'] as const)(
    'is answered if an %s hook throws it',
    async (name) => {
      const app = create();
      await app.register(authenticate(setUp().security));
      app.addHook(name, async () => {
        throw new AuthError('permission_denied');
      });
      app.get('/', async () => '');
      const { statusCode, headers } = await app.inject('/');
      expect([statusCode, headers['content-type']]).toEqual([403, problem]);
    },
  );

  it.each(['throws the error', 'sends the error'])(
    'is answered if the error handler of the application %s',
    async (how) => {
      const app = create({ allowErrorHandlerOverride: false });
      app.setErrorHandler((error, _request, reply) => {
        if (how === 'throws the error') throw error;
        reply.send(error);
      });
      const reply = await throwing(app, new AuthError('permission_denied'));
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([403, problem]);
      expect(reply.headers['www-authenticate']).toContain('Bearer');
    },
  );

  it('is shown to the error handler of the application first', async () => {
    const app = create();
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      reply.code(error.statusCode ?? 500).send(`own: ${error.message}`),
    );
    const reply = await throwing(app, new AuthError('permission_denied'));
    expect([reply.statusCode, reply.body.startsWith('own: ')]).toEqual([403, true]);
  });

  it('is answered by an onRefused that returns a body later', async () => {
    const onRefused = async (error: AuthError) => ({ code: error.code });
    const reply = await throwing(create(), new AuthError('permission_denied'), { onRefused });
    expect(reply.json()).toEqual({ code: 'permission_denied' });
  });

  it.each([new AuthError('user_unknown'), new Error('gone'), undefined])(
    'is answered as an error if onRefused throws %s',
    async (thrown) => {
      const onRefused = async () => {
        throw thrown;
      };
      const reply = await throwing(create(), new AuthError('permission_denied'), { onRefused });
      expect(reply.statusCode).toBe(thrown instanceof AuthError ? 401 : 500);
    },
  );

  it('cuts a response whose head the handler has written, and goes on serving', async () => {
    const app = create();
    app.register(authenticate(setUp().security));
    app.get('/', async (_request, reply) => {
      reply.raw.writeHead(200, { 'content-length': '9' });
      reply.raw.write('a');
      throw new AuthError('permission_denied');
    });
    app.get('/open', async () => 'open');
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    // Deno may send nothing of what is cut.
    await expect(fetch(origin).then((response) => response.text())).rejects.toThrow();
    expect(await (await fetch(`${origin}/open`)).text()).toBe('open');
  });

  it('leaves other errors to Fastify', async () => {
    const reply = await throwing(create(), Object.assign(new Error('teapot'), { statusCode: 418 }));
    expect(reply.json()).toMatchObject({ statusCode: 418, message: 'teapot' });
  });
});

describe('a guard in Fastify', () => {
  it('lets no spelling of the path, method or header pass it', async () => {
    const { security } = setUp({ root: { acl: [[Allow, user('alice'), 'view']] } });
    const app = create({
      routerOptions: {
        ignoreTrailingSlash: true,
        ignoreDuplicateSlashes: true,
        caseSensitive: false,
      },
    });
    let served = 0;
    const handler = async () => `${++served}`;
    app.register(authenticate(security));
    app.get('/page', { onRequest: permit('view') }, handler);
    app.route({ method: ['POST', 'DELETE'], url: '/page', preHandler: required(), handler });
    app.get('/open', async () => 'open');
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    expect(await tricksThatReach(port, () => served)).toEqual([]);
    const headers = await authAs(security, 'alice');
    expect(await tricksThatReach(port, () => served, headers)).toContain('GET //page');
  });

  it('passes what it returns for a refusal on to the client', async () => {
    const app = create();
    app.register(authenticate(setUp().security));
    const onRefused = (error: AuthError) => `no: ${error.code}`;
    app.get('/', { preHandler: required({ onRefused }) }, async () => 'page');
    expect((await app.inject('/')).body).toBe('no: credentials_missing');
  });
});

import type express from 'express';
import express5 from 'express';
import type { Application, ErrorRequestHandler, RequestHandler } from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, authOf } from '../../../src/adapters/express.ts';
import type * as adapter from '../../../src/adapters/express.ts';
import { AuthError } from '../../../src/index.ts';
import type { Mounted } from '../../../src/testing.ts';
import { httpClient } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';
import { plant } from '../../testing/plant.ts';
import { serveNode } from '../mounts/node.ts';

const { security } = setUp();
const PROBLEM = 'application/problem+json';

const servers: Mounted[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Serves an application, and returns a function that asks it and shows status, type and body. */
async function serve(
  app: Application,
): Promise<(path?: string) => Promise<{ status: number; type: string | undefined; body: string }>> {
  const server = await serveNode(app);
  servers.push(server);
  return async (path = '/') => {
    const reply = await httpClient(server.port)({ method: 'GET', path, headers: [], body: null });
    const type = reply.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    return { status: reply.status, type: type?.split(';')[0], body: reply.body };
  };
}

const refuse: RequestHandler = (request) => authOf(request).require('admin');
const fail: RequestHandler = () => {
  throw new Error('An ordinary error.');
};
const mark =
  (text: string): ErrorRequestHandler =>
  (_error, _request, response, _next) =>
    void response.status(499).send(text);
const passOn: ErrorRequestHandler = (error, _request, _response, next) => next(error);
const middleware = authenticate(security) as RequestHandler;

function errorHandlersOf(app: Application): unknown[] {
  const { _router = app.router } = app as unknown as { _router?: { stack: unknown[] } };
  const stack = _router.stack as { handle: { length: number } }[];
  return stack.filter(({ handle }) => handle.length === 4);
}

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express],
])('an AuthError of a handler of Express %s', (_version, create) => {
  const newApp = (): Application => create().set('env', 'test') as Application;

  it('is answered as a guard answers it if no error handler of the application does', async () => {
    const app = newApp().use(middleware).get('/', refuse).use(passOn);
    expect(await (await serve(app))()).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('goes to the error handlers of the application first', async () => {
    const app = newApp().use(middleware).get('/', refuse).use(mark('application'));
    expect(await (await serve(app))()).toMatchObject({ status: 499, body: 'application' });
  });

  it('is seen by no error handler that stands before the route', async () => {
    const app = newApp().use(middleware).use(mark('application')).get('/', refuse);
    expect(await (await serve(app))()).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('goes first to an error handler that is added after the first request', async () => {
    const app = newApp().use(middleware).get('/', refuse);
    const ask = await serve(app);
    expect((await ask()).status).toBe(401);
    app.use(mark('application'));
    expect(await ask()).toMatchObject({ status: 499, body: 'application' });
  });

  it('is answered on a route that is added after the first request', async () => {
    const app = newApp().use(middleware).get('/', refuse);
    const ask = await serve(app);
    await ask();
    app.get('/later', refuse);
    expect(await ask('/later')).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('goes first to an error handler that the request itself adds', async () => {
    const app = newApp().use(middleware);
    app.get('/', (request) => {
      app.use(mark('application'));
      authOf(request).require('admin');
    });
    expect(await (await serve(app))()).toMatchObject({ status: 499, body: 'application' });
  });

  it('is answered in a router', async () => {
    const router = create.Router().get('/page', refuse);
    const app = newApp().use(middleware).use('/router', router);
    expect(await (await serve(app))('/router/page')).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('goes from a router to the error handlers of the router, then of the application', async () => {
    const router = create.Router().get('/own', refuse).use(mark('router'));
    const other = create.Router().get('/page', refuse);
    const app = newApp().use(middleware).use('/router', router).use('/other', other);
    const ask = await serve(app.use(mark('application')));
    expect((await ask('/router/own')).body).toBe('router');
    expect((await ask('/other/page')).body).toBe('application');
  });

  it('is answered in an application that is mounted in the one that authenticates', async () => {
    const inner = newApp().get('/page', refuse);
    const ask = await serve(newApp().use(middleware).use('/inner', inner));
    expect(await ask('/inner/page')).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('is answered in a mounted application that authenticates itself', async () => {
    const inner = newApp().use(middleware).get('/page', refuse);
    const ask = await serve(newApp().use('/inner', inner));
    expect(await ask('/inner/page')).toMatchObject({ status: 401, type: PROBLEM });
  });

  it('goes first to the error handlers of the application that the other is mounted in', async () => {
    const inner = newApp().use(middleware).get('/page', refuse);
    const ask = await serve(newApp().use('/inner', inner).use(mark('outer')));
    expect(await ask('/inner/page')).toMatchObject({ status: 499, body: 'outer' });
  });

  it('goes first to the outer error handlers if the inner application was served alone before', async () => {
    const inner = newApp().use(middleware).get('/page', refuse);
    expect((await (await serve(inner))('/page')).status).toBe(401);
    const ask = await serve(newApp().use('/inner', inner).use(mark('outer')));
    expect(await ask('/inner/page')).toMatchObject({ status: 499, body: 'outer' });
  });

  it('is answered by the onRefused of authenticate, and what that throws goes on', async () => {
    const onRefused = async (
      { code }: AuthError,
      ...[, response]: Parameters<RequestHandler>
    ): Promise<void> => {
      if (code === 'resource_missing') throw new Error('An error of onRefused.');
      response.send(`mine: ${code}`);
    };
    const app = newApp().use(authenticate(security, { onRefused }) as RequestHandler);
    app.get('/', refuse);
    app.get('/missing', () => {
      throw new AuthError('resource_missing');
    });
    const ask = await serve(app);
    expect((await ask()).body).toBe('mine: credentials_missing');
    expect(await ask('/missing')).toMatchObject({ status: 500, type: 'text/html' });
  });

  it('is answered before authenticate ran, once the application has had a request', async () => {
    const early: RequestHandler = (request, _response, next) =>
      request.path === '/early' ? next(new AuthError('resource_missing')) : next();
    const app = newApp().use(early).use(middleware).get('/', refuse);
    const ask = await serve(app);
    await ask();
    expect(await ask('/early')).toMatchObject({ status: 404, type: PROBLEM });
  });

  it('adds its error handler once for any number of requests', async () => {
    const app = newApp().use(middleware).use(middleware).get('/', refuse);
    const ask = await serve(app);
    for (let i = 0; i < 5; i++) await ask();
    expect(errorHandlersOf(app)).toHaveLength(1);
  });

  it('is answered once if two copies of the package are mounted', async () => {
    const copies = await plant(['adapters/express'], {
      file: 'adapters/express.ts',
      from: 'Finds out who sends each request',
      to: 'Finds out who sent each request',
    });
    const copy = copies['adapters/express'] as typeof adapter;
    const app = newApp().use(middleware).get('/', refuse);
    const ask = await serve(app.use(copy.authenticate(security) as RequestHandler));
    for (let i = 0; i < 5; i++) expect(await ask()).toMatchObject({ status: 401, type: PROBLEM });
    expect((await ask('/nowhere')).status).toBe(404);
    expect(errorHandlersOf(app)).toHaveLength(1);
  });

  it('leaves ordinary errors to Express', async () => {
    const app = newApp().use(middleware).get('/', fail);
    expect(await (await serve(app))()).toMatchObject({ status: 500, type: 'text/html' });
  });

  it('does not stop a router that runs without an application', async () => {
    const router = create.Router().use(middleware).get('/', refuse);
    const server = await serveNode((request, response) =>
      router(request as never, response as never, (error: unknown) => {
        response.end(AuthError.isAuthError(error) ? `passed on: ${error.code}` : String(error));
      }),
    );
    servers.push(server);
    const { body } = await httpClient(server.port)({
      method: 'GET',
      path: '/',
      headers: [],
      body: null,
    });
    expect(body).toBe('passed on: credentials_missing');
  });
});

it('an AuthError that an async handler of Express 5 throws is answered', async () => {
  const app = express5().use(middleware) as Application;
  app.get('/', async (request) => authOf(request).require('admin'));
  expect(await (await serve(app))()).toMatchObject({ status: 401, type: PROBLEM });
});

it('an AuthError that an async handler of Express 4 passes to next is answered', async () => {
  const app = (express4 as unknown as typeof express5)().use(middleware) as Application;
  app.get('/', (request, _response, next) => {
    Promise.resolve()
      .then(() => authOf(request).require('admin'))
      .catch(next);
  });
  expect(await (await serve(app))()).toMatchObject({ status: 401, type: PROBLEM });
});

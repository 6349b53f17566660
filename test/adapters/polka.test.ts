import type { RequestListener, ServerResponse } from 'node:http';
import polka from 'polka';
import { Allow, Authenticated, AuthError, createSecurity, headerPolicy } from 'pyramidion';
import { adapterContract, authAs, testSecret } from 'pyramidion/testing';
import * as runner from 'vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as adapter from '../../examples/polka/adapter.ts';
import type { Args, Request } from '../../examples/polka/adapter.ts';
import { listen } from '../support/http.ts';
import { mountPolka } from './mounts/polka.ts';
import { serveNode } from './mounts/node.ts';
import { tricksThatReach } from './path-tricks.ts';

describe.each([1, 2])('the adapter for Polka, mounted %i times', (times) => {
  adapterContract(runner, mountPolka(times));
});

const logged: unknown[] = [];
const log = (event: unknown): void => void logged.push(event);
const security = createSecurity({
  privateKey: testSecret(),
  policies: [headerPolicy()],
  logger: { warn: log, error: log },
});
const page = { acl: [[Allow, Authenticated, 'view'] as const] };
beforeEach(() => void (logged.length = 0));

describe('a page of Polka', () => {
  let served = 0;
  const serve = (_request: Request, response: ServerResponse): void => {
    served++;
    response.end('page');
  };
  const open = (_request: Request, response: ServerResponse): unknown => response.end('open');
  const { permit, required } = adapter;
  const applications: Record<string, RequestListener> = {
    'a route': polka()
      .use(adapter.authenticate(security))
      .all('/page', permit('view', page), serve)
      .get('/page/:name', required(), serve)
      .get('/open', open).handler,
    'a base': polka()
      .use(adapter.authenticate(security))
      .use('/page', required())
      .all('/page', serve)
      .get('/page/:name', serve)
      .get('/open', open).handler,
    'an application within': polka()
      .use(adapter.authenticate(security))
      .use(
        '/page',
        polka()
          .use(adapter.authenticate(security))
          .use(required())
          .all('/', serve)
          .get('/:name', serve),
      )
      .get('/open', open).handler,
  };

  it.each(Object.keys(applications))(
    'behind a guard of %s is served to users alone, whatever the path, the method and headers',
    async (kind) => {
      const mounted = await serveNode(applications[kind] as RequestListener);
      const user = await authAs(security, 'alice');
      const reached = await tricksThatReach(mounted.port, () => served, user);
      expect(reached).toEqual(expect.arrayContaining(['GET /page', 'GET /page/', 'HEAD /page']));
      expect(await tricksThatReach(mounted.port, () => served)).toEqual([]);
      await mounted.close();
    },
  );
});

describe('what a handler of Polka throws', () => {
  const fail = (error: unknown) => async (): Promise<void> => {
    await Promise.resolve();
    throw error;
  };
  /** As a parser of bodies does it. */
  const later = (...[, , next]: Args): void => void setImmediate(() => next());
  const within = polka()
    .get('/refused', adapter.permit('view', page), fail(null))
    .get('/error', adapter.permit('view', page), fail(new Error('secret')));
  let server: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    const app = polka()
      .use(adapter.authenticate(security))
      .get('/later', later, adapter.required(), fail(new Error('secret')))
      .get('/later/refused', later, adapter.required(), fail(new AuthError('resource_missing')))
      .use('/within', within)
      .get('/plain', fail(Object.assign(new Error('secret'), { code: 'ENOENT' })));
    server = await listen(app.handler);
  });
  afterAll(() => server.close());

  it.each([
    ['/plain', 500],
    ['/later', 500],
    ['/later/refused', 404],
    ['/within/refused', 500],
    ['/within/error', 500],
  ])('is answered for %s, behind whatever calls next later', async (path, status) => {
    const reply = await server.ask({ path, headers: await authAs(security, 'alice') });
    expect(reply.status).toBe(status);
    expect(reply.body).not.toContain('secret');
    expect(logged).toHaveLength(status === 500 ? 1 : 0);
  });
});

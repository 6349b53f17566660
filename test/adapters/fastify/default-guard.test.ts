import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/fastify.ts';
import { Allow, Public, user } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';

const { security } = setUp({ root: { acl: [[Allow, user('alice'), 'view']] } });
const byDefault = () => authenticate(security, { defaultPermission: 'view' });
const serve = (): string => 'served';

/** The statuses of each path: anonymous, of alice (who may view), of bob (who may not). */
async function statuses(app: FastifyInstance, ...urls: readonly string[]): Promise<string[]> {
  const users = [{}, await authAs(security, 'alice'), await authAs(security, 'bob')];
  const all: string[] = [];
  for (const url of urls) {
    const found: number[] = [];
    for (const headers of users) found.push((await app.inject({ url, headers })).statusCode);
    all.push(found.join(' '));
  }
  await app.close();
  return all;
}

it('serves no route that was added before it knew of routes', async () => {
  const app = Fastify();
  app.get('/before', serve);
  await app.register(byDefault());
  app.get('/after', serve);
  expect(await statuses(app, '/before', '/after')).toEqual(['500 500 500', '401 200 403']);
});

it('counts the hooks of a context around, whenever they are added', async () => {
  const app = Fastify();
  await app.register(byDefault());
  app.register(async (outer) => {
    outer.register(async (inner) => {
      inner.get('/inner', serve);
    });
    outer.addHook('preValidation', permit(Public));
  });
  app.get('/bare', serve);
  expect(await statuses(app, '/inner', '/bare')).toEqual(['200 200 200', '401 200 403']);
});

it('asks before the body is read or checked', async () => {
  const app = Fastify();
  await app.register(byDefault());
  const schema = { body: { type: 'object', required: ['title'] } };
  app.post('/pages', { schema }, serve);
  const { statusCode } = await app.inject({ method: 'POST', url: '/pages', payload: {} });
  await app.close();
  expect(statusCode).toBe(401);
});

it('leaves a page that does not exist to the handler of a 404', async () => {
  const app = Fastify();
  await app.register(byDefault());
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send('no such page'));
  expect(await statuses(app, '/none')).toEqual(['404 404 404']);
});

it('asks each security, and answers by its onRefused', async () => {
  const closed = setUp({ root: { acl: [] } }).security;
  const app = Fastify();
  await app.register(byDefault());
  const onRefused = () => 'no';
  await app.register(authenticate(closed, { defaultPermission: 'look', onRefused }));
  app.get('/bare', serve);
  app.get('/open', { onRequest: permit(Public) }, serve);
  const bodies = [];
  for (const url of ['/bare', '/open'])
    bodies.push((await app.inject({ url, headers: await authAs(security, 'alice') })).body);
  await app.close();
  expect(bodies).toEqual(['no', 'served']);
});

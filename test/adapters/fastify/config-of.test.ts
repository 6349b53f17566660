import { createRequire } from 'node:module';
import type { fastify as Fastify } from 'fastify';
import { expect, it } from 'vitest';
import { authenticate } from '../../../src/adapters/fastify.ts';
import { authAs } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';

const require = createRequire(import.meta.url);

/** Loads Fastify once more, with symbols of its own, as a dependency of a dependency may. */
function anotherFastify(): typeof Fastify {
  for (const file of Object.keys(require.cache))
    if (/[\\/]node_modules[\\/]fastify[\\/]/.test(file)) delete require.cache[file];
  return (require('fastify') as { readonly fastify: typeof Fastify }).fastify;
}

it('finds the access of a route in each copy of Fastify', async () => {
  const { security } = setUp();
  const statuses: number[] = [];
  for (const fastify of [anotherFastify(), anotherFastify()]) {
    const app = fastify();
    await app.register(authenticate(security));
    app.get('/', { config: { required: true } as object }, () => 'page');
    for (const headers of [{}, await authAs(security, 'alice')])
      statuses.push((await app.inject({ url: '/', headers })).statusCode);
    await app.close();
  }
  expect(statuses).toEqual([401, 200, 401, 200]);
});

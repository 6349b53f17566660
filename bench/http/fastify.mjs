/** Servers of Fastify 5. */
import fastifyJwt from '@fastify/jwt';
import fastify from 'fastify';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead } from './policy.mjs';

/** @param {((app: fastify.FastifyInstance) => Promise<Function>)[]} plugins give a hook each */
export async function listener(served, ...plugins) {
  const app = fastify();
  const onRequest = await Promise.all(plugins.map((plugin) => plugin(app)));
  app.get('/', { onRequest }, async () => {
    served();
    return 'ok';
  });
  await app.ready();
  return (request, response) => app.routing(request, response);
}

const withFastifyJwt = (cache) => ({
  role: 'peer',
  remembers: cache !== false,
  middleware: (secret) => [
    async (app) => {
      const verify = { algorithms: ['HS256'], allowedAud: AUDIENCE, allowedIss: ISSUER, cache };
      await app.register(fastifyJwt, { secret, verify });
      return async (request, reply) => {
        await request.jwtVerify();
        if (!mayRead(request.user)) return reply.code(403).send();
      };
    },
  ],
});

export const subjects = {
  '@fastify/jwt, cache': withFastifyJwt(20_000),
  '@fastify/jwt, no cache': withFastifyJwt(false),
};

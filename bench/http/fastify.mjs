/** Servers of Fastify 5, and its plugin with its cache of verified tokens. */
import fastifyJwt from '@fastify/jwt';
import fastify from 'fastify';
import { CHECKS, mayRead, plugins } from './policy.mjs';

export async function listener(served, prepare) {
  const app = fastify();
  const route = (await prepare?.(app)) ?? {};
  app.get('/', route, (_request, reply) => {
    served();
    reply.send('ok');
  });
  await app.ready();
  return (request, response) => app.routing(request, response);
}

const { algorithms, audience, issuer } = CHECKS;

const fastifyJwtCached = {
  role: 'peer',
  middleware: (secret) => [
    async (app) => {
      const verify = { algorithms, allowedAud: audience, allowedIss: issuer, cache: 20_000 };
      await app.register(fastifyJwt, { secret, verify });
      const onRequest = async (request, reply) => {
        await request.jwtVerify();
        if (!mayRead(request.user)) return reply.code(403).send();
      };
      return { onRequest };
    },
  ],
};

const emptyHook = {
  role: 'limit',
  open: true,
  middleware: () => [(app) => void app.addHook('onRequest', (_request, _reply, next) => next())],
};

export const subjects = {
  pyramidion: plugins('fastify', (authenticate, permit) => async (app) => {
    await app.register(authenticate);
    return { onRequest: permit };
  }),
  '@fastify/jwt, cache': fastifyJwtCached,
  'an empty hook': emptyHook,
};

/** Servers of Fastify 5. Ours is a hook on trial: there is no adapter for it yet. */
import fastifyJwt from '@fastify/jwt';
import fastify from 'fastify';
import { headerPolicy } from '../../dist/index.js';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead, securityWith } from './policy.mjs';
import { View } from './view.mjs';

async function listener(app, served, onRequest) {
  app.get('/', { onRequest }, async () => {
    served();
    return 'ok';
  });
  await app.ready();
  return app.routing;
}

const open = (_secret, served) => listener(fastify(), served, []);
const empty = (_secret, served) => listener(fastify(), served, (_request, _reply, done) => done());

function trial(secret, served) {
  const security = securityWith(secret, [headerPolicy()]);
  const app = fastify().decorateRequest('auth', null);
  return listener(app, served, (request, reply, done) => {
    const auth = security.authenticate(new View(request.raw));
    for (const [name, value] of auth.headers) reply.header(name, value);
    request.auth = auth;
    if (auth.permits('reports')) done();
    else reply.code(auth.isAuthenticated ? 403 : 401).send();
  });
}

/** As its documentation writes it; leaves out `Vary`. */
const withFastifyJwt = (cache) => async (secret, served) => {
  const app = fastify();
  await app.register(fastifyJwt, { secret, verify: { algorithms: ['HS256'], allowedAud: AUDIENCE, allowedIss: ISSUER, cache } });
  return listener(app, served, async (request, reply) => {
    await request.jwtVerify();
    if (!mayRead(request.user)) return reply.code(403).send();
  });
};

export const contenders = [
  { who: 'no authentication', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'no authentication, again', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'empty hook', role: 'open', carriers: ['Bearer'], listener: empty },
  { who: 'pyramidion, trial hook', role: 'ours', carriers: ['Bearer'], listener: trial },
  { who: '@fastify/jwt, cache', role: 'peer', remembers: true, carriers: ['Bearer'], listener: withFastifyJwt(20_000) },
  { who: '@fastify/jwt, no cache', role: 'peer', carriers: ['Bearer'], listener: withFastifyJwt(false) },
];

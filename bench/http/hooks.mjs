/**
 * What ours adds to a hook of a framework that does nothing, without sockets: a microsecond is lost
 * in the noise of a server. Each subject is an application that answers a request or throws.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import { Elysia } from 'elysia';
import { measure, rowsOf } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { distinctClaims, fresh, signer, zipf } from '../lib/tokens.mjs';
import { securityWith } from './policy.mjs';

const USERS = 1_000;
const SECRET = randomBytes(32).toString('base64url');
const securityOfRun = () => securityWith(ours, SECRET, { carrier: 'header' });

const honoApp = (...middleware) => {
  const app = new Hono();
  return app.get('/', ...middleware, (c) => c.text('ok'));
};
const h3App = (...middleware) => {
  const app = new H3();
  for (const one of middleware) app.use(one);
  return app.get('/', () => 'ok');
};
const elysiaApp = (prepare) => {
  const app = new Elysia();
  const route = prepare(app) ?? {};
  return app.get('/', () => 'ok', route);
};
const fastifyApp = async (prepare) => {
  const app = fastify();
  const route = (await prepare(app)) ?? {};
  app.get('/', route, (_request, reply) => reply.send('ok'));
  await app.ready();
  return app;
};

/** For each framework: an application with a hook that does nothing, and one with ours. */
const FRAMEWORKS = {
  hono: ({ authenticate, permit }) => [
    honoApp((_c, next) => next()),
    honoApp(authenticate, permit),
  ],
  h3: ({ authenticate, permit }) => [h3App((_event, next) => next()), h3App(authenticate, permit)],
  elysia: ({ authenticate, permit }) => [
    elysiaApp((app) => void app.onRequest(() => undefined)),
    elysiaApp((app) => (app.use(authenticate), { transform: permit })),
  ],
  fastify: async ({ authenticate, permit }) => [
    await fastifyApp((app) => void app.addHook('onRequest', (_request, _reply, next) => next())),
    await fastifyApp(async (app) => {
      await app.register(authenticate);
      return { onRequest: permit };
    }),
  ],
};

const requestFor = (token) =>
  new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } });
const injectionFor = (token) => ({
  url: '/',
  headers: { authorization: `Bearer ${token}`, host: '127.0.0.1' },
});

/** One after the other, as a server that is not behind: what waits costs what it costs. */
function runOf(app, isFastify) {
  if (isFastify)
    return async (inputs) => {
      let good = 0;
      for (const input of inputs) if ((await app.inject(input)).statusCode === 200) good++;
      return good;
    };
  return async (inputs) => {
    let good = 0;
    for (const input of inputs) if ((await app.fetch(input)).status === 200) good++;
    return good;
  };
}

/** @returns {Promise<import('../lib/suite.mjs').Row[]>} */
export async function measureHooks(how) {
  const tokens = distinctClaims(USERS).map(signer('HS256', createSecretKey(Buffer.from(SECRET))));
  const draw = zipf(USERS);
  const rows = [];
  for (const [name, appsOf] of Object.entries(FRAMEWORKS)) {
    const { authenticate, permit } = await ours.adapter(name);
    const isFastify = name === 'fastify';
    const prepare = (given) => given.map(isFastify ? injectionFor : requestFor);
    const [empty, own] = await appsOf({
      authenticate: authenticate(securityOfRun()),
      permit: permit('reports'),
    });
    const warm = runOf(own, isFastify);
    for (let turn = 0; turn < 3; turn++) await warm(prepare(tokens.map(fresh)));
    const figures = await measure(
      {
        what: name,
        inputs: (count) => Array.from({ length: count }, () => tokens[draw()]),
        most: 4_000,
        subjects: [
          { who: 'an empty hook', role: 'limit', prepare, run: runOf(empty, isFastify) },
          { who: 'pyramidion', role: 'ours', prepare, run: runOf(own, isFastify) },
        ],
      },
      how,
    );
    const [[, hook], [subject, all]] = [...figures];
    const what = `${name}, no socket, header, repeated tokens`;
    rows.push(
      ...rowsOf(what, 'CPU µs', new Map([[{ who: 'an empty hook', role: 'limit' }, hook]])),
    );
    const added = all.map((figure, round) => figure - hook[round]);
    rows.push(...rowsOf(what, 'added CPU µs', new Map([[subject, added]])));
  }
  return rows;
}

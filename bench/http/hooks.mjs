/**
 * What ours adds to a hook of a framework that does nothing, without sockets: a microsecond is lost
 * in the noise of a server. Each subject is an application that answers a request or throws.
 */
import { fork } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import { Elysia } from 'elysia';
import { measure, rowsOf } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { distinctClaims, fresh, signer, zipf } from '../lib/tokens.mjs';
import { View } from '../../tools/library.mjs';
import { pairFor } from './pair.mjs';
import { securityWith } from './policy.mjs';

const CORE = 'no framework';
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

/**
 * What every hook for tokens has to do: it reads the field, and the response varies by it. A guard
 * of the route is a second hook.
 */
const FIELD = 'authorization';
const readsField = {
  hono: async (c, next) => {
    c.req.raw.headers.get(FIELD);
    await next();
    c.res.headers.append('Vary', 'Authorization');
  },
  h3: (event, next) => {
    event.req.headers.get(FIELD);
    event.res.headers.set('Vary', 'Authorization');
    return next();
  },
  elysia: ({ request, set }) => {
    request.headers.get(FIELD);
    set.headers.vary = 'Authorization';
  },
  fastify: (request, reply, next) => {
    String(request.headers[FIELD]);
    reply.header('Vary', 'Authorization');
    next();
  },
};
const goOn = (_first, next) => next();

/** For each framework: an application with a hook, and one with ours. */
const FRAMEWORKS = {
  hono: {
    withHooks: (...hooks) => honoApp(...hooks),
    empty: goOn,
    withOurs: ({ authenticate, permit }) => honoApp(authenticate, permit),
  },
  h3: {
    withHooks: (...hooks) => h3App(...hooks),
    empty: goOn,
    withOurs: ({ authenticate, permit }) => h3App(authenticate, permit),
  },
  elysia: {
    withHooks: (first, transform) =>
      elysiaApp((app) => (app.onRequest(first), transform && { transform })),
    empty: () => undefined,
    withOurs: ({ authenticate, permit }) =>
      elysiaApp((app) => (app.use(authenticate), { transform: permit })),
  },
  fastify: {
    withHooks: (first, onRequest) =>
      fastifyApp((app) => (app.addHook('onRequest', first), onRequest && { onRequest })),
    empty: (_request, _reply, next) => next(),
    withOurs: ({ authenticate, permit }) =>
      fastifyApp(async (app) => {
        await app.register(authenticate);
        return { onRequest: permit };
      }),
  },
};

const requestFor = (token) =>
  new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } });
/** One after the other, as a server that is not behind: what waits costs what it costs. */
function runOf(app, isFastify) {
  if (isFastify)
    return async (tokens) => {
      let good = 0;
      for (const token of tokens) {
        // Made here, as a server does: with those that were made long before, ours took up to three
        // times as much.
        const [request, response] = pairFor(token);
        app.routing(request, response);
        while (!response.writableEnded) await nextTurn();
        if (response.statusCode === 200) good++;
      }
      return good;
    };
  return async (inputs) => {
    let good = 0;
    for (const input of inputs) if ((await app.fetch(input)).status === 200) good++;
    return good;
  };
}

/**
 * Each framework has a process of its own, as in a server: code that has met several of them is
 * compiled for all.
 *
 * @returns {Promise<import('../lib/suite.mjs').Row[]>}
 */
export async function measureHooks(how) {
  const rows = [];
  for (const name of [CORE, ...Object.keys(FRAMEWORKS)]) {
    const child = fork(fileURLToPath(import.meta.url), [name, JSON.stringify(how)]);
    const ended = new AbortController();
    child.once('exit', () => ended.abort(new Error(`The hooks of ${name} were not measured.`)));
    const [measured] = await once(child, 'message', { signal: ended.signal });
    rows.push(...measured);
  }
  return rows;
}

/** Authentication and one decision: what every entry point of ours does, and nothing else. */
async function measureCore(tokens, inputs, how) {
  const security = securityOfRun();
  const run = async (views) => {
    let good = 0;
    for (const view of views) {
      const auth = security.authenticate(view);
      if (('then' in auth ? await auth : auth).permits('reports')) good++;
    }
    return good;
  };
  const prepare = (given) => given.map((token) => new View({ authorization: `Bearer ${token}` }));
  for (let turn = 0; turn < 3; turn++) await run(prepare(tokens.map(fresh)));
  const subjects = [{ who: 'pyramidion', role: 'ours', prepare, run }];
  const figures = await measure({ what: 'no framework', inputs, most: 2_000, subjects }, how);
  return rowsOf('no framework, header, repeated tokens', 'CPU µs', figures);
}

async function measureFramework(name, how) {
  const tokens = distinctClaims(USERS).map(signer('HS256', createSecretKey(Buffer.from(SECRET))));
  const draw = zipf(USERS);
  const inputs = (count) => Array.from({ length: count }, () => tokens[draw()]);
  if (name === CORE) return measureCore(tokens, inputs, how);
  const { withHooks, withOurs, empty } = FRAMEWORKS[name];
  const { authenticate, permit } = await ours.adapter(name);
  const isFastify = name === 'fastify';
  const prepare = (given) => (isFastify ? given : given.map(requestFor));
  const subjectOf = async (who, role, app) => {
    const run = runOf(await app, isFastify);
    for (let turn = 0; turn < 3; turn++) await run(prepare(tokens.map(fresh)));
    return { who, role, prepare, run };
  };
  const subjects = [
    await subjectOf('an empty hook', 'limit', withHooks(empty)),
    await subjectOf(
      'a hook that reads the field and sets Vary, and an empty one',
      'limit',
      withHooks(readsField[name], empty),
    ),
    await subjectOf(
      'pyramidion',
      'ours',
      withOurs({ authenticate: authenticate(securityOfRun()), permit: permit('reports') }),
    ),
  ];
  const figures = await measure({ what: name, inputs, most: 2_000, subjects }, how);
  const what = `${name}, no socket, header, repeated tokens`;
  const [[first, base], ...others] = figures;
  const added = others.map(([one, own]) => [one, own.map((figure, at) => figure - base[at])]);
  return [
    ...rowsOf(what, 'CPU µs', new Map([[first, base]])),
    ...rowsOf(what, 'added CPU µs', new Map(added)),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, how] = process.argv.slice(2);
  process.send(await measureFramework(name, JSON.parse(how)), () => process.exit(0));
}

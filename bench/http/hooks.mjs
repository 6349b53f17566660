/**
 * What ours adds to a hook of a framework that does nothing, without sockets: a microsecond is lost
 * in the noise of a server. Each subject is an application that answers a request or throws.
 */
import { fork } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
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

/** What every hook for tokens has to do: it reads the field, and the response varies by it. */
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
    withHook: (hook = goOn) => honoApp(hook),
    withOurs: ({ authenticate, permit }) => honoApp(authenticate, permit),
  },
  h3: {
    withHook: (hook = goOn) => h3App(hook),
    withOurs: ({ authenticate, permit }) => h3App(authenticate, permit),
  },
  elysia: {
    withHook: (hook = () => undefined) => elysiaApp((app) => void app.onRequest(hook)),
    withOurs: ({ authenticate, permit }) =>
      elysiaApp((app) => (app.use(authenticate), { transform: permit })),
  },
  fastify: {
    withHook: (hook = (_request, _reply, next) => next()) =>
      fastifyApp((app) => void app.addHook('onRequest', hook)),
    withOurs: ({ authenticate, permit }) =>
      fastifyApp(async (app) => {
        await app.register(authenticate);
        return { onRequest: permit };
      }),
  },
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

/**
 * Each framework has a process of its own, as in a server: code that has met several of them is
 * compiled for all.
 *
 * @returns {Promise<import('../lib/suite.mjs').Row[]>}
 */
export async function measureHooks(how) {
  const rows = [];
  for (const name of Object.keys(FRAMEWORKS)) {
    const child = fork(fileURLToPath(import.meta.url), [name, JSON.stringify(how)]);
    const ended = new AbortController();
    child.once('exit', () => ended.abort(new Error(`The hooks of ${name} were not measured.`)));
    const [measured] = await once(child, 'message', { signal: ended.signal });
    rows.push(...measured);
  }
  return rows;
}

async function measureFramework(name, how) {
  const tokens = distinctClaims(USERS).map(signer('HS256', createSecretKey(Buffer.from(SECRET))));
  const draw = zipf(USERS);
  const { withHook, withOurs } = FRAMEWORKS[name];
  const { authenticate, permit } = await ours.adapter(name);
  const isFastify = name === 'fastify';
  const prepare = (given) => given.map(isFastify ? injectionFor : requestFor);
  const subjectOf = async (who, role, app) => {
    const run = runOf(await app, isFastify);
    for (let turn = 0; turn < 3; turn++) await run(prepare(tokens.map(fresh)));
    return { who, role, prepare, run };
  };
  const subjects = [
    await subjectOf('an empty hook', 'limit', withHook()),
    await subjectOf(
      'a hook that reads the field and sets Vary',
      'limit',
      withHook(readsField[name]),
    ),
    await subjectOf(
      'pyramidion',
      'ours',
      withOurs({ authenticate: authenticate(securityOfRun()), permit: permit('reports') }),
    ),
  ];
  const inputs = (count) => Array.from({ length: count }, () => tokens[draw()]);
  const figures = await measure({ what: name, inputs, most: 2_000, subjects }, how);
  const what = `${name}, no socket, header, repeated tokens`;
  const [[empty, base], ...others] = figures;
  const added = others.map(([one, own]) => [one, own.map((figure, at) => figure - base[at])]);
  return [
    ...rowsOf(what, 'CPU µs', new Map([[empty, base]])),
    ...rowsOf(what, 'added CPU µs', new Map(added)),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, how] = process.argv.slice(2);
  process.send(await measureFramework(name, JSON.parse(how)), () => process.exit(0));
}

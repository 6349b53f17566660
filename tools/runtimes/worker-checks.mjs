/**
 * Checks of sessions where timers, connections and promises end with their request. The securities
 * are made at the top of the module, as in an application, and each step is a request of its own.
 */
import { connect } from 'cloudflare:sockets';
import { createSecurity, denylist, memoryStore, remoteKeys } from 'pyramidion';
import { testIssuer } from 'pyramidion/testing';
import { assert, COMMON, SECRET } from './assert.mjs';

const BOUND = 200;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const never = () => new Promise(() => {});

let storeHangs = false;
let callbackHangs = false;
let hasTimerRun = false;
let socket = null;
let errorAtTop = null;
try {
  setTimeout(() => {}, 1);
} catch (error) {
  errorAtTop = error;
}

/** A store that answers as one behind a network does, and may hang. */
function distant(store) {
  return new Proxy(store, {
    get(target, name) {
      if (typeof target[name] !== 'function') return target[name];
      return async (...given) => {
        await (storeHangs ? never() : pause(1));
        return target[name](...given);
      };
    },
  });
}

const store = memoryStore();
const make = () =>
  createSecurity({
    ...COMMON,
    privateKey: SECRET,
    revocation: denylist(distant(store), { bound: BOUND / 1000 }),
    callback: {
      cacheFor: '1h',
      load: async (userId) => {
        await (callbackHangs ? never() : pause(1));
        return [`role:${userId}`];
      },
    },
    logger: { warn() {}, error() {} },
  });
const one = make();
const other = make();

let keysHang = false;
let provider = null;
let api = null;
/** A provider whose answer takes a while, or does not come, and who accepts its tokens. */
async function startProvider(what) {
  provider = await testIssuer({
    issuer: 'https://id.example.com',
    claims: { aud: 'https://api.example.com', sub: 'alice' },
  });
  const keys = remoteKeys(
    { issuer: provider.issuer },
    {
      timeout: 0.5,
      // Faster than the clock of the machine, so that keys are due after 0.45 s in place of 45 s.
      ...(what === 'due' && { monotonicClock: () => performance.now() * 100 }),
      async fetch(...given) {
        await (keysHang ? never() : pause(20));
        return freshForAMinute(await provider.fetch(...given));
      },
    },
  );
  const logger = { warn() {}, error() {} };
  api = createSecurity({ keys, audience: 'https://api.example.com', logger });
}

function freshForAMinute(answer) {
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'max-age=60');
  return new Response(answer.body, { headers });
}

const routes = {
  async '/provider'(what) {
    await startProvider(what);
    return provider.token();
  },
  async '/verify'(token) {
    const { failure, userId } = await api.authenticateToken(token);
    return failure?.code ?? userId;
  },
  '/timer': () => void setTimeout(() => (hasTimerRun = true), 20),
  async '/connect'(port) {
    const opened = connect({ hostname: '127.0.0.1', port: Number(port) });
    socket = { writer: opened.writable.getWriter(), reader: opened.readable.getReader() };
    return routes['/send']();
  },
  async '/send'() {
    await socket.writer.write(new TextEncoder().encode('PING'));
    return new TextDecoder().decode((await socket.reader.read()).value);
  },
  '/token': (userId) => one.createToken(userId),
  '/revoke': (userId) => one.revokeUser(userId),
  '/changed': (userId) => one.changed(userId),
  async '/ask'(token) {
    const { failure, userId, principals } = await other.authenticateToken(token);
    return failure?.code ?? `${userId} ${principals.at(-1)}`;
  },
};

/** @returns {Promise<Response> | null} the answer to a step of a check; null for other requests */
export function answerStep(request) {
  const route = routes[new URL(request.url).pathname];
  if (route === undefined) return null;
  const given = request.headers.get('given');
  return (async () => new Response((await route(given)) ?? ''))();
}

/**
 * @param self sends a request to this worker
 * @param {string} port of a server that sends back what it receives
 */
export function workerChecks(self, port) {
  const step = async (path, given = '', signal) => {
    const request = new Request(`https://a.example${path}`, { headers: { given }, signal });
    const answer = self.fetch(request).then((response) => response.text());
    return Promise.race([answer, pause(5000).then(() => 'no answer')]);
  };
  /** Begins a request, and ends it before it has an answer. */
  const aborted = async (path, given) => {
    const controller = new AbortController();
    const asked = step(path, given, controller.signal).catch(() => 'aborted');
    await pause(20);
    controller.abort();
    return asked;
  };
  return {
    'workers: a timer is refused outside of a request, and ends with it': async () => {
      assert(errorAtTop !== null, 'it is allowed now: let the follower use it');
      await step('/timer');
      await pause(100);
      assert(!hasTimerRun, 'it goes on now: let the follower use it');
    },
    'workers: memoryStore reports that isolates do not share it': async () => {
      const [finding] = await memoryStore().open(false);
      assert(finding?.name === 'store_not_shared', 'it reports nothing');
    },
    'workers: a connection ends with its request': async () => {
      assert((await step('/connect', port)) === 'PING', 'there is no connection at all');
      const answer = await step('/send').catch((error) => `${error.name}: ${error.message}`);
      assert(answer !== 'PING', 'it goes on now: try redisStore and postgresStore');
    },
    'workers: there is neither SQLite nor native code': async () => {
      const sqlite = await import('node:sqlite').catch(() => ({}));
      const isThere = await (async () => new sqlite.DatabaseSync(':memory:'))().then(
        () => true,
        () => false,
      );
      assert(!isThere, 'node:sqlite works now: try sqliteStore');
      let code = 'it loads';
      try {
        process.dlopen({ exports: {} }, '/none.node');
      } catch (error) {
        code = error.code ?? error.message;
      }
      assert(code === 'ERR_METHOD_NOT_IMPLEMENTED', `lmdbStore may work now: ${code}`);
    },
    'workers: a login counts at once, and a logout within the bound': async () => {
      const token = await step('/token', 'alice');
      assert((await step('/ask', token)) === 'alice role:alice', 'the login is refused');
      await step('/revoke', 'alice');
      await pause(BOUND + 50);
      assert((await step('/ask', token)) === 'token_revoked', 'the token is accepted');
    },
    'workers: requests at the same time each ask the store, and agree': async () => {
      const token = await step('/token', 'bea');
      await pause(BOUND + 50);
      const answers = await Promise.all(Array.from({ length: 20 }, () => step('/ask', token)));
      assert(new Set(answers).size === 1 && answers[0] === 'bea role:bea', answers.join());
    },
    'workers: a store that hangs is no reason to accept, and no request waits for another':
      async () => {
        const token = await step('/token', 'carl');
        await pause(BOUND + 50);
        storeHangs = true;
        assert((await aborted('/ask', token)) === 'aborted', 'it was answered');
        storeHangs = false;
        assert((await step('/ask', token)) === 'carl role:carl', 'the next request is refused');
        await pause(BOUND + 50);
        storeHangs = true;
        const answer = await step('/ask', token);
        storeHangs = false;
        assert(answer === 'store_unavailable', `it answers ${answer}`);
        // Others are refused without asking for a moment.
        await pause(BOUND + 50);
        assert((await step('/ask', token)) === 'carl role:carl', 'it does not recover');
      },
    'workers: a fetch of keys that was aborted keeps no other request waiting': async () => {
      const token = await step('/provider');
      keysHang = true;
      assert((await aborted('/verify', token)) === 'aborted', 'it was answered');
      keysHang = false;
      const answer = await step('/verify', token);
      assert(answer === 'alice', `the next request answers ${answer}`);
    },
    'workers: keys that are due are fetched by a request that waits for them': async () => {
      const token = await step('/provider', 'due');
      assert((await step('/verify', token)) === 'alice', 'the token is refused');
      await pause(500);
      const answers = await Promise.all(Array.from({ length: 20 }, () => step('/verify', token)));
      assert(new Set(answers).size === 1 && answers[0] === 'alice', answers.join());
      assert(provider.fetches.keys <= 5, `${provider.fetches.keys} fetches`);
      keysHang = true;
      await pause(500);
      const late = await Promise.all(Array.from({ length: 5 }, () => step('/verify', token)));
      keysHang = false;
      assert(
        new Set(late).size === 1 && late[0] === 'alice',
        `with a silent provider: ${late.join()}`,
      );
    },
    'workers: requests at the same time that need keys all get them': async () => {
      const token = await step('/provider');
      const answers = await Promise.all(Array.from({ length: 20 }, () => step('/verify', token)));
      assert(new Set(answers).size === 1 && answers[0] === 'alice', answers.join());
      assert(provider.fetches.keys === 1, `${provider.fetches.keys} fetches`);
    },
    'workers: a load of principals that was aborted keeps no other request waiting': async () => {
      const token = await step('/token', 'dora');
      callbackHangs = true;
      assert((await aborted('/ask', token)) === 'aborted', 'it was answered');
      callbackHangs = false;
      assert((await step('/ask', token)) === 'dora role:dora', 'the next request is refused');
    },
  };
}

/**
 * A process with a security of its own, for tests of several processes. It takes calls from its
 * parent over IPC: `[id, name, ...arguments]`, and answers `[id, value]` or `[id, null, error]`.
 */
import { createServer } from 'node:http';
import {
  allowlist,
  cookiePolicy,
  createSecurity,
  denylist,
  headerPolicy,
  remoteKeys,
} from 'pyramidion';
import { requestView } from 'pyramidion/testing';
import { authenticate, required } from 'pyramidion/ws';
import { WebSocketServer } from 'ws';
import { countingStore, openStore } from './worker-store.mjs';

const settings = JSON.parse(process.argv[2]);
const counts = { store: {}, callback: 0, unhandled: [], events: [] };
let clockOffset = settings.clockOffset ?? 0;

// A parent that has ended needs no worker.
process.on('disconnect', () => process.exit());

/** What the database of an application says, of each user. */
const roles = new Map();
const callback = {
  cacheFor: '1h',
  load(userId) {
    counts.callback++;
    return [roles.get(userId) ?? 'role:none'];
  },
};

const opened = await openStore(settings.store);
const list = settings.list === 'allowlist' ? allowlist : denylist;
const own = {
  privateKey: 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9',
  audit: 'off',
};
const security = createSecurity({
  ...own,
  clock: () => Date.now() + clockOffset,
  logger: { warn: keep, error: keep },
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '8h' })],
  revocation: list(countingStore(opened.store, counts.store), settings.revocation ?? {}),
  refresh: {},
  ...(settings.hasRoles ? { callback } : {}),
  ...(settings.provider === undefined ? {} : issuersOf(settings.provider)),
});

/** The provider whose logouts end sessions, by its address. */
function issuersOf(issuer) {
  const provider = {
    name: 'provider',
    keys: remoteKeys({ issuer }),
    audience: 'api',
    logoutAudience: 'web',
    maxTokenAge: '1h',
  };
  return { issuer: 'https://app.example.com', issuers: [provider] };
}

function keep(event) {
  if (counts.events.length < 1000) counts.events.push(event.event ?? String(event));
}

/** A clock that all processes of one machine share, in milliseconds. */
const now = () => Number(process.hrtime.bigint()) / 1e6;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function view(credential, method = 'GET') {
  const headers = credential.includes('=')
    ? { cookie: credential, 'sec-fetch-site': 'same-origin' }
    : { authorization: `Bearer ${credential}`, 'sec-fetch-site': 'same-origin' };
  return requestView({ method, headers });
}

/** Returns the code of the refusal, or the id of the user. */
async function ask(credential) {
  const auth = await security.authenticate(view(credential));
  return auth.failure?.code ?? auth.userId;
}

let traffic = null;
let checking = null;

/** Requests of other users, whose answers are counted. */
async function runTraffic(credentials, perSecond) {
  const answers = {};
  traffic = { answers, isOver: false };
  const one = traffic;
  const begin = now();
  for (let sent = 0; !one.isOver; sent++) {
    const late = begin + (sent * 1000) / perSecond - now();
    if (late > 0) await pause(late);
    void ask(credentials[sent % credentials.length]).then((answer) => {
      answers[answer] = (answers[answer] ?? 0) + 1;
    });
  }
}

/**
 * Asks for credentials in turn, until it is stopped, and notes when each was accepted last: by the
 * time at which the request began.
 */
async function runChecks(credentials) {
  const found = { checks: 0, answers: {}, accepted: credentials.map(() => 0), times: [] };
  checking = { found, isOver: false, credentials, slowest: 0, firstAfter: null };
  const one = checking;
  const check = async (index) => {
    const begin = now();
    const answer = await ask(credentials[index]);
    found.checks++;
    found.answers[answer] = (found.answers[answer] ?? 0) + 1;
    one.slowest = Math.max(one.slowest, now() - begin);
    if (answer.includes('_')) return;
    found.accepted[index] = Math.max(found.accepted[index], begin);
    if (one.firstAfter !== null && one.firstAfter.at === 0 && begin >= one.firstAfter.from)
      one.firstAfter.at = now();
  };
  for (let index = 0; !one.isOver; ) {
    const together = [];
    for (let count = 0; count < 20; count++) {
      together.push(check(index));
      index = (index + 1) % credentials.length;
    }
    await Promise.all(together);
    await pause(1);
  }
}

const calls = {
  ready: () => security.ready(),
  now,
  token: (userId, ...rest) => security.createToken(userId, ...rest),
  /** One after another: a pool has few connections. */
  async tokens(userIds) {
    const made = [];
    for (const userId of userIds) made.push(await security.createToken(userId));
    return made;
  },
  /** Tokens of which the store hears nothing until they are revoked. */
  mint(userId, count) {
    const stateless = createSecurity(own);
    return Promise.all(Array.from({ length: count }, () => stateless.createToken(userId)));
  },
  async login(userId, options) {
    const auth = await security.authenticate(view('none=', 'POST'));
    await auth.remember(userId, {}, options);
    const set = auth.take(200).find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
    return set.split(';', 1)[0];
  },
  /** Serves WebSockets to users that are logged in; returns the port. */
  async serveSockets() {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', authenticate(security)(sockets, required()));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  },
  ask,
  askAll: (credentials) => Promise.all(credentials.map(ask)),
  /** Asks some at a time, and again while the store cannot be asked, or its client was too busy. */
  async askUntilAnswered(credentials) {
    const answers = [];
    for (let index = 0; index < credentials.length; index += 20) {
      const some = await calls.askAll(credentials.slice(index, index + 20));
      await turn();
      if (some.includes('store_unavailable')) index -= 20;
      else answers.push(...some);
    }
    return answers;
  },
  /** Ends the session of a cookie; returns when that was acknowledged. */
  async logout(cookie) {
    const auth = await security.authenticate(view(cookie, 'POST'));
    await auth.forget();
    return now();
  },
  /** Takes a message of the provider; returns its answer, and when it was there. */
  async endByProvider(contentType, body) {
    const answer = await security.endByProvider({ contentType, body });
    return { ...answer, at: now() };
  },
  async revokeToken(token) {
    await security.revokeToken(token);
    return now();
  },
  async revokeUser(userId) {
    await security.revokeUser(userId);
    return now();
  },
  revokeAll: () => security.revokeAll(),
  async changed(userId) {
    await security.changed(userId);
    return now();
  },
  issue: (userId) => security.issueTokens(userId),
  async refresh(token) {
    try {
      return await security.refreshTokens(token);
    } catch (error) {
      return { code: error.code ?? String(error) };
    }
  },
  refreshAll: (token, times) =>
    Promise.all(Array.from({ length: times }, () => calls.refresh(token))),
  /** Asks each millisecond until the credential is refused; returns when that was. */
  async watch(credential, patience) {
    const end = now() + patience;
    for (;;) {
      const answer = await ask(credential);
      const at = now();
      if (answer.includes('_')) return { at, answer };
      if (at > end) return { at: null, answer };
      await pause(1);
    }
  },
  setRole: (userId, role) => void roles.set(userId, role),
  /** Asks each millisecond until the user has a role; returns when that was. */
  async watchRole(credential, role, patience) {
    const end = now() + patience;
    for (;;) {
      const { principals } = await security.authenticate(view(credential));
      const at = now();
      if (principals.includes(role)) return { at };
      if (at > end) return { at: null };
      await pause(1);
    }
  },
  traffic(credentials, perSecond) {
    void runTraffic(credentials, perSecond);
  },
  stopTraffic() {
    traffic.isOver = true;
    return traffic.answers;
  },
  check(credentials) {
    void runChecks(credentials);
  },
  checked: () => checking.found.checks,
  /** From now on, notes when a request is accepted that began later. */
  markRecovery() {
    checking.firstAfter = { from: now(), at: 0 };
  },
  /** When that was; 0 if it has not happened yet. */
  recovered: () => checking.firstAfter?.at ?? 0,
  async stopChecks() {
    checking.isOver = true;
    await pause(20);
    const { found, slowest, firstAfter } = checking;
    const recovered = firstAfter === null ? null : firstAfter.at - firstAfter.from;
    return { ...found, slowest, recovered };
  },
  /** Revokes tokens, some at a time, until one cannot be; says the index of each that was. */
  async revokeMany(tokens, together) {
    let next = 0;
    const revoke = async () => {
      while (next < tokens.length) {
        const index = next++;
        await security.revokeToken(tokens[index]);
        process.send([0, index]);
      }
    };
    await Promise.all(Array.from({ length: together }, revoke));
  },
  setClock(offset) {
    clockOffset = offset;
  },
  counts: () => counts,
  resetCounts() {
    counts.store = Object.assign(
      counts.store,
      Object.fromEntries(Object.keys(counts.store).map((name) => [name, 0])),
    );
    counts.callback = 0;
  },
  connections: () => opened.connections(),
  hold: () => opened.hold(),
  letGo: () => opened.letGo(),
  async close() {
    await security.close();
    await opened.close();
  },
};

process.on('message', async ([id, name, ...given]) => {
  try {
    process.send([id, (await calls[name](...given)) ?? null]);
  } catch (error) {
    const cause = error.cause === undefined ? '' : ` (${error.cause})`;
    process.send([
      id,
      null,
      `${error.code ?? error.name}: ${error.reason ?? error.message}${cause}`,
    ]);
  }
  if (name === 'close') {
    await turn();
    process.exit();
  }
});
process.on('unhandledRejection', (error) => counts.unhandled.push(String(error)));
process.on('uncaughtException', (error) => counts.unhandled.push(String(error)));
process.send([-1, 'started']);

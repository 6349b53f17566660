/**
 * Checks of sessions by the built package: two securities that share a store, as two processes do.
 * They run on every runtime, over every store that works there.
 */
import {
  allowlist,
  cookiePolicy,
  createSecurity,
  denylist,
  headerPolicy,
  memoryStore,
} from 'pyramidion';
import { requestView, storeContract } from 'pyramidion/testing';
import { assert, COMMON, SECRET } from './assert.mjs';

/** Until when another process has to know; on a busy machine a bound of a second is late. */
const PATIENCE = 5000;
/** A short bound, so that a runtime which asks only within requests asks within the check. */
const REVOCATION = { bound: 0.2, deadline: 2000 };

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(what, isTrue) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(10))
    if (await isTrue()) return;
  throw new Error(what);
}

/** @returns `[one, other]`, two securities that follow one content */
async function securities(world, list = denylist, more = {}) {
  const made = [];
  for (let count = 0; count < 2; count++) {
    const security = createSecurity({
      ...COMMON,
      privateKey: SECRET,
      policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m' })],
      revocation: list(await world.store(), REVOCATION),
      refresh: {},
      logger: { warn() {}, error() {} },
      ...more,
    });
    await security.ready();
    made.push(security);
  }
  return made;
}

const codeOf = async (security, token) =>
  (await security.authenticateToken(token)).failure?.code ?? null;
const isRevoked = async (security, token) => (await codeOf(security, token)) === 'token_revoked';
const view = (headers = {}) =>
  requestView({ method: 'POST', headers: { 'sec-fetch-site': 'same-origin', ...headers } });

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error.code;
  }
  return 'nothing';
}

const checks = {
  async 'a logout counts on the other process'(world) {
    const [one, other] = await securities(world);
    const login = await one.authenticate(view());
    await login.remember('alice', {}, { label: 'laptop' });
    const cookie = login
      .take(200)
      .find(([name]) => name === 'Set-Cookie')[1]
      .split(';')[0];
    const asked = async () => (await other.authenticate(view({ cookie }))).userId;
    assert((await asked()) === 'alice', 'the cookie is refused before the logout');
    const [session] = await other.sessions('alice');
    assert(session?.label === 'laptop', 'the session is not listed on the other process');
    await (await one.authenticate(view({ cookie }))).forget();
    await until('the cookie is accepted after the logout', async () => (await asked()) === null);
    assert((await other.sessions('alice')).length === 0, 'the session is still listed');
    return [one, other];
  },

  async 'a token, a user and everyone are revoked on the other process'(world) {
    const [one, other] = await securities(world);
    const token = await one.createToken('alice');
    const second = await one.createToken('alice');
    const bob = await one.createToken('bob');
    assert((await codeOf(other, token)) === null, 'the token is refused before');
    await one.revokeToken(token);
    await until('the token is accepted', () => isRevoked(other, token));
    assert((await codeOf(other, second)) === null, 'another token of the user is refused');
    await one.revokeUser('alice');
    await until('the user is accepted', () => isRevoked(other, second));
    assert((await codeOf(other, bob)) === null, 'another user is refused');
    const later = await other.createToken('alice');
    assert((await codeOf(one, later)) === null, 'a login after the cut-off is refused');
    await one.revokeAll();
    await until('everyone is accepted', () => isRevoked(other, bob));
    assert((await codeOf(other, await other.createToken('bob'))) === null, 'bob cannot log in');
    return [one, other];
  },

  async 'changed() loads the principals again on the other process'(world) {
    let role = 'role:clerk';
    let loads = 0;
    const callback = { cacheFor: '1h', load: async () => (loads++, [role]) };
    const [one, other] = await securities(world, denylist, { callback });
    const token = await one.createToken('alice');
    const has = async (security, name) =>
      (await security.authenticateToken(token)).principals.includes(name);
    assert(await has(one, role), 'the role is missing');
    assert(await has(other, role), 'the role is missing on the other process');
    assert((await has(other, role)) && loads === 2, `the callback ran ${loads} times`);
    role = 'role:chief';
    await one.changed('alice');
    assert(await has(one, role), 'the process that said it has the old role');
    await until('the other process has the old role', () => has(other, role));
    return [one, other];
  },

  async 'an allowlist accepts what any process began, and nothing else'(world) {
    const [one, other] = await securities(world, allowlist);
    const token = await one.createToken('alice');
    assert((await codeOf(other, token)) === null, 'a login of the other process is refused');
    const foreign = createSecurity({ ...COMMON, privateKey: SECRET });
    assert(
      await isRevoked(other, await foreign.createToken('alice')),
      'a token that was never stored is accepted',
    );
    await one.revokeToken(token);
    await until('the token is accepted', () => isRevoked(other, token));
    return [one, other];
  },

  async 'a refresh token has one successor on both processes, and its reuse ends the family'(
    world,
  ) {
    const [one, other] = await securities(world);
    const first = await one.issueTokens('alice');
    const pairs = await Promise.all(
      [one, other, one, other].map((security) => security.refreshTokens(first.refresh_token)),
    );
    const idOf = ({ refresh_token: token }) => JSON.parse(atob(token.split('.')[1])).jti;
    assert(new Set(pairs.map(idOf)).size === 1, 'there are several successors');
    const third = await other.refreshTokens(pairs[0].refresh_token);
    const code = await refused(one.refreshTokens(first.refresh_token));
    assert(code === 'token_reused', `the reuse: ${code}`);
    assert((await refused(other.refreshTokens(third.refresh_token))) !== 'nothing', 'it goes on');
    await until('the access token is accepted', () => isRevoked(one, third.access_token));
    return [one, other];
  },
};

/** The rules of the contract that every store keeps, as functions. */
function contract(world) {
  const rules = {};
  storeContract({ test: (name, run) => void (rules[`contract: ${name}`] = run) }, world);
  return rules;
}

/**
 * @param {() => Promise<object>} open returns a new content, as `storeContract` takes it
 * @returns {Record<string, () => Promise<void>>}
 */
export function sessionChecks(open) {
  const runs = Object.entries(checks).map(([name, check]) => [
    name,
    async () => {
      const world = await open();
      try {
        for (const security of await check(world)) await security.close();
      } finally {
        await world.close();
      }
    },
  ]);
  return { ...Object.fromEntries(runs), ...contract(open) };
}

/** A content in memory, which both processes of a check share. */
export async function memoryWorld() {
  const store = memoryStore();
  return { store: async () => store, close: () => store.close() };
}

import type { Bench, CaseTable } from '../bench.ts';
import { holds, same, variesBy } from '../check.ts';
import type { Reply } from '../client.ts';
import { cookieNamesOf, headerOf, isCleared, sessionCookiesOf, valuesOf } from '../reply.ts';
import { COOKIE_NAME } from '../security.ts';

const FOREIGN = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
const OWN = { 'Sec-Fetch-Site': 'same-origin' };

const post = (bench: Bench, path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  bench.ask(path, { method: 'POST', headers });

/** Logs in, waits until the session is due to be renewed, and asks. */
async function askWhenDue(bench: Bench, path: string, method = 'GET'): Promise<Reply> {
  const headers = await bench.login();
  bench.later(10);
  return bench.ask(path, { method, headers });
}

function hasNoSession(reply: Reply, status: number): void {
  same([reply.status, sessionCookiesOf(reply)], [status, []], 'status and session cookies');
}

function hasSession(reply: Reply, status = 200): void {
  const cookies = sessionCookiesOf(reply);
  same([reply.status, cookies.length], [status, 1], 'status and number of session cookies');
  holds(!isCleared(cookies[0]), 'The session cookie was cleared.');
}

function clearsSession(reply: Reply, status = 200): void {
  const cookies = sessionCookiesOf(reply);
  same([reply.status, cookies.length], [status, 1], 'status and number of session cookies');
  holds(isCleared(cookies[0]), `The session cookie was not cleared: ${cookies[0]}`);
}

/** Logins and logouts. */
export const loginCases: CaseTable = {
  async 'sets one session cookie at a login, with no-store and Vary'(bench) {
    const reply = await post(bench, '/login');
    hasSession(reply);
    same(headerOf(reply, 'cache-control'), 'no-store', 'Cache-Control');
    variesBy(reply, ['authorization', 'cookie']);
  },

  async 'sets the cookie of a login that comes late in the handler'(bench) {
    hasSession(await post(bench, '/login-late'));
  },

  async 'sets the cookie of a login beside a redirect'(bench) {
    const reply = await post(bench, '/login-redirect');
    hasSession(reply, 303);
    same(headerOf(reply, 'location'), '/open', 'Location');
  },

  async 'sets the cookie of a login on a response whose headers are immutable'(bench) {
    const reply = await post(bench, '/login-immutable');
    hasSession(reply, 302);
    same(headerOf(reply, 'location'), 'http://localhost/open', 'Location');
  },

  async 'clears the cookie if a logout follows the login in one request'(bench) {
    clearsSession(await post(bench, '/login-logout'));
  },

  async 'clears the cookie at a logout'(bench) {
    const reply = await post(bench, '/logout', { ...(await bench.login()), ...OWN });
    clearsSession(reply);
    same(headerOf(reply, 'cache-control'), 'no-store', 'Cache-Control');
  },

  async 'clears the cookie at a logout that is answered by an error status'(bench) {
    clearsSession(await post(bench, '/logout-422', { ...(await bench.login()), ...OWN }), 422);
  },

  async 'clears the cookie at a logout though the handler then throws'(bench) {
    clearsSession(await post(bench, '/logout-fails', { ...(await bench.login()), ...OWN }), 500);
  },

  async 'sets no cookie if the handler throws after the login'(bench) {
    hasNoSession(await post(bench, '/login-fails'), 500);
  },

  async 'sets no cookie if the handler refuses after the login'(bench) {
    hasNoSession(await post(bench, '/login-refused'), 401);
  },

  async 'sets no cookie at a login that is answered by an error status'(bench) {
    hasNoSession(await post(bench, '/login-422'), 422);
  },

  async 'refuses a login that another site sent, and sets no cookie'(bench) {
    hasNoSession(await post(bench, '/login', FOREIGN), 403);
  },

  async 'refuses a logout that another site sent, and clears no cookie'(bench) {
    hasNoSession(await post(bench, '/logout', { ...(await bench.login()), ...FOREIGN }), 403);
  },
};

/** Sessions that slide. */
export const renewalCases: CaseTable = {
  async 'renews a session when it is due, and not before'(bench) {
    const headers = await bench.login();
    bench.later(9);
    hasNoSession(await bench.ask('/open', { headers }), 200);
    bench.later(1);
    const reply = await bench.ask('/open', { headers });
    hasSession(reply);
    same(
      [reply.body, headerOf(reply, 'cache-control')],
      ['alice', 'no-store'],
      'body, Cache-Control',
    );
    variesBy(reply, ['authorization', 'cookie']);
  },

  async 'renews a session that a guard let through'(bench) {
    hasSession(await askWhenDue(bench, '/required'));
  },

  async 'renews a session on 204'(bench) {
    const reply = await askWhenDue(bench, '/empty');
    hasSession(reply, 204);
    same(reply.body, '', 'body');
  },

  async 'renews a session on HEAD, without a body'(bench) {
    const reply = await askWhenDue(bench, '/open', 'HEAD');
    hasSession(reply);
    same(reply.body, '', 'body');
  },

  async 'renews a session once at the head of a stream'(bench) {
    const reply = await askWhenDue(bench, '/stream');
    hasSession(reply);
    same([reply.body, reply.complete], ['abc', true], 'body, is complete');
  },

  async 'renews no session on an error status of the handler'(bench) {
    const reply = await askWhenDue(bench, '/422');
    hasNoSession(reply, 422);
    variesBy(reply, ['authorization', 'cookie']);
  },

  async 'renews no session on a refusal of a guard'(bench) {
    hasNoSession(await askWhenDue(bench, '/root'), 403);
  },

  async 'renews no session on a refusal of a handler'(bench) {
    hasNoSession(await askWhenDue(bench, '/require'), 403);
  },

  async 'renews no session where the router finds no page'(bench) {
    hasNoSession(await askWhenDue(bench, '/nowhere'), 404);
  },

  async 'renews no session if the handler throws'(bench) {
    hasNoSession(await askWhenDue(bench, '/throws'), 500);
  },

  async 'renews no session after keepCookie()'(bench) {
    hasNoSession(await askWhenDue(bench, '/keep'), 200);
  },
};

/** What becomes of the headers of the application. */
export const headerCases: CaseTable = {
  async 'keeps the Vary that was set before the handler, in one list'(bench) {
    variesBy(await bench.ask('/own-vary-early'), ['accept-encoding', 'authorization', 'cookie']);
    const reply = await askWhenDue(bench, '/own-vary-early');
    hasSession(reply);
    variesBy(reply, ['accept-encoding', 'authorization', 'cookie']);
  },

  async 'keeps the Vary of the answer, in one list'(bench) {
    variesBy(await bench.ask('/own-vary-late'), ['accept-encoding', 'authorization', 'cookie']);
    const headers = await bench.bearer('alice');
    const reply = await bench.ask('/own-vary-late', { headers });
    variesBy(reply, ['accept-encoding', 'authorization'], ['cookie']);
  },

  async 'keeps the Vary of the answer when a cookie is set'(bench) {
    const reply = await post(bench, '/own-vary-login');
    hasSession(reply);
    variesBy(reply, ['accept-encoding', 'authorization', 'cookie']);
  },

  async 'names a field once that the Vary of the application has in another case'(bench) {
    variesBy(await bench.ask('/own-vary-same'), ['authorization', 'cookie', 'origin']);
  },

  async 'leaves a Vary of * as it is'(bench) {
    variesBy(await bench.ask('/own-vary-all'), ['*'], ['authorization', 'cookie']);
  },

  async 'keeps the Cache-Control of the application until a cookie is set'(bench) {
    const headers = await bench.login();
    const cacheControl = async (): Promise<string | undefined> =>
      headerOf(await bench.ask('/own-cache', { headers }), 'cache-control');
    same(await cacheControl(), 'public, max-age=60', 'without a cookie');
    bench.later(10);
    same(await cacheControl(), 'no-store', 'with a cookie');
  },

  async 'renews a session beside a cookie of the application'(bench) {
    const reply = await askWhenDue(bench, '/own-cookie');
    same(cookieNamesOf(reply), [COOKIE_NAME, 'theme'].toSorted(), 'cookies');
  },

  async 'sets the cookie of a login beside the cookies of the answer'(bench) {
    const reply = await post(bench, '/own-cookies-login');
    same(cookieNamesOf(reply), [COOKIE_NAME, 'tab', 'theme'].toSorted(), 'cookies');
  },

  async 'sets the cookie of a login beside a cookie that was set before the handler'(bench) {
    const reply = await post(bench, '/own-early-cookie-login');
    same(cookieNamesOf(reply), [COOKIE_NAME, 'theme'].toSorted(), 'cookies');
  },

  async 'replaces a cookie of the same name, domain and path, and no other'(bench) {
    for (const path of ['/namesake-login', '/early-namesake-login']) {
      const reply = await post(bench, path);
      same(cookieNamesOf(reply), [COOKIE_NAME, 'theme'].toSorted(), `${path}: cookies`);
      const all = valuesOf(reply, 'set-cookie').join(' ');
      holds(!all.includes('=stale'), `${path}: the cookie of the application was kept`);
    }
  },
};

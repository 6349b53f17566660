import type { CaseTable } from '../bench.ts';
import { holds, same, variesBy } from '../check.ts';
import { challenge, headerOf } from '../reply.ts';

/** Who sent a request, and what the response says of it. */
export const identityCases: CaseTable = {
  async 'treats a request without a credential as anonymous'(bench) {
    const { status, body } = await bench.ask('/open');
    same([status, body], [200, 'anonymous'], 'status and body');
  },

  async 'authenticates a token in the Authorization header'(bench) {
    same(
      (await bench.ask('/open', { headers: await bench.bearer('alice') })).body,
      'alice',
      'body',
    );
  },

  async 'authenticates a token if nothing has to be waited for'(bench) {
    same((await bench.ask('/open', { headers: await bench.bearer('bob') })).body, 'bob', 'body');
  },

  async 'authenticates the session cookie'(bench) {
    same((await bench.ask('/open', { headers: await bench.login() })).body, 'alice', 'body');
  },

  async 'treats a request with a refused token as anonymous on an open page'(bench) {
    const reply = await bench.ask('/open', { headers: { Authorization: 'Bearer a.b.c' } });
    same([reply.status, reply.body], [200, 'anonymous'], 'status and body');
  },

  async 'gives the authenticated context to userOf and refuses an anonymous request'(bench) {
    const anonymous = await bench.ask('/user');
    same(
      [anonymous.status, headerOf(anonymous, 'www-authenticate')],
      [401, challenge()],
      'status and challenge of an anonymous request',
    );
    const { status, body } = await bench.ask('/user', { headers: await bench.bearer('alice') });
    same([status, body], [200, 'alice'], 'status and body');
  },

  async 'keeps concurrent requests apart'(bench) {
    await bench.ask('/open');
    const ids = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const bodies = ids.map(async (id) => {
      return (await bench.ask('/open', { headers: await bench.bearer(id) })).body;
    });
    same(await Promise.all(bodies), ids, 'users');
  },

  async 'asks the callback once for each request'(bench) {
    const headers = await bench.bearer('alice');
    const calls = async (): Promise<number> => {
      const principals = JSON.parse((await bench.ask('/principals', { headers })).body) as string[];
      return Number(principals.find((name) => name.startsWith('call:'))?.slice(5));
    };
    same((await calls()) - (await calls()), -1, 'calls of the first request less the second');
  },

  async 'shows the method and the URL of the request to the callback'(bench) {
    const headers = await bench.bearer('alice');
    const { body } = await bench.ask('/principals?page=2', { method: 'POST', headers });
    holds(body.includes('asked:POST /principals?page=2'), `The principals are ${body}`);
  },

  async 'goes on as anonymous on an open page if the callback fails'(bench) {
    const headers = await bench.bearer('alice');
    bench.set({ callbackFails: true });
    const { status, body } = await bench.ask('/open', { headers });
    same([status, body], [200, 'anonymous'], 'status and body');
    same(
      (await bench.ask('/pages/view', { headers })).status,
      200,
      'a page that everyone may view',
    );
  },

  async 'answers 503 if a page needs a user and the callback fails'(bench) {
    const headers = await bench.bearer('alice');
    bench.set({ callbackFails: true });
    for (const path of ['/required', '/root', '/user', '/require']) {
      const reply = await bench.ask(path, { headers });
      same(
        [reply.status, headerOf(reply, 'retry-after')],
        [503, '5'],
        `${path}: status, Retry-After`,
      );
    }
  },

  async 'names both policies in the Vary of an anonymous request'(bench) {
    variesBy(await bench.ask('/open'), ['authorization', 'cookie']);
  },

  async 'names only Authorization in the Vary of a request with a header token'(bench) {
    const reply = await bench.ask('/open', { headers: await bench.bearer('alice') });
    variesBy(reply, ['authorization'], ['cookie']);
  },

  async 'names both policies in the Vary of a request with a cookie'(bench) {
    const reply = await bench.ask('/open', { headers: await bench.login() });
    variesBy(reply, ['authorization', 'cookie']);
  },

  async 'names the policies in the Vary of a refusal by a guard, a handler and a missing user'(
    bench,
  ) {
    for (const path of ['/root', '/require', '/user']) {
      const reply = await bench.ask(path);
      same(reply.status, 401, path);
      variesBy(reply, ['authorization', 'cookie']);
    }
  },
};

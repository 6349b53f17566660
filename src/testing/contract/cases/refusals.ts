import type { CaseTable } from '../bench.ts';
import { holds, same } from '../check.ts';
import { BROKEN } from '../pages.ts';
import { challenge, headerOf, mediaTypeOf } from '../reply.ts';

const PROBLEM = 'application/problem+json';
const INVALID_TOKEN = challenge('error="invalid_token"');
const INSUFFICIENT = challenge('error="insufficient_scope"');
/** Words of the ACL and of the reason, which a body must not have. */
const SECRETS = /denied|role:|principal|\bacl\b|\bace\b|admin|alice|reason/i;

/** What guards answer. */
export const refusalCases: CaseTable = {
  async 'answers an anonymous request with 401, a challenge, a problem and no-store'(bench) {
    const reply = await bench.ask('/root');
    same(reply.status, 401, 'status');
    same(headerOf(reply, 'www-authenticate'), challenge(), 'WWW-Authenticate');
    same(mediaTypeOf(reply), PROBLEM, 'media type');
    same(headerOf(reply, 'cache-control'), 'no-store', 'Cache-Control');
    const { title, status } = JSON.parse(reply.body) as { title: unknown; status: unknown };
    same([title, status], ['Unauthorized', 401], 'title and status of the problem');
  },

  async 'answers a user without the permission with 403, and nothing of the ACL'(bench) {
    const reply = await bench.ask('/root', { headers: await bench.bearer('alice') });
    same([reply.status, mediaTypeOf(reply)], [403, PROBLEM], 'status and media type');
    same(headerOf(reply, 'www-authenticate'), INSUFFICIENT, 'WWW-Authenticate');
    holds(!SECRETS.test(reply.body), `The body says too much: ${reply.body}`);
  },

  async 'names the scope that a user lacks (RFC 6750 §3.1), and no other'(bench) {
    const headers = await bench.bearer('alice');
    const reply = await bench.ask('/write', { headers });
    const expected = challenge('error="insufficient_scope"', 'scope="write"');
    same([reply.status, headerOf(reply, 'www-authenticate')], [403, expected], 'a lacking scope');
    const other = await bench.ask('/root', { headers });
    same(headerOf(other, 'www-authenticate'), INSUFFICIENT, 'where no scope is enough');
  },

  async 'sends a Content-Length that fits the body of a refusal'(bench) {
    const reply = await bench.ask('/root');
    const length = headerOf(reply, 'content-length');
    holds(
      length === undefined || Number(length) === Buffer.byteLength(reply.body),
      `Content-Length is ${length} for ${Buffer.byteLength(reply.body)} bytes`,
    );
    holds(reply.complete, 'The response was cut.');
  },

  async 'lets a user with the permission through'(bench) {
    for (const id of ['admin', 'bob']) {
      const { status } = await bench.ask('/root', { headers: await bench.bearer(id) });
      same(status, id === 'admin' ? 200 : 403, id);
    }
  },

  async 'finds the resource by the request, at once or later'(bench) {
    const statusOf = async (path: string, id: string): Promise<number> =>
      (await bench.ask(path, { headers: await bench.bearer(id) })).status;
    same(await statusOf('/pages/edit', 'alice'), 200, 'alice, who may edit');
    same(await statusOf('/pages/edit', 'bob'), 403, 'bob, who may not');
    same((await bench.ask('/pages/edit')).status, 401, 'an anonymous request');
  },

  async 'grants a permission that the parent of the resource gives to everyone'(bench) {
    same((await bench.ask('/pages/view')).body, 'anonymous', 'body');
  },

  async 'answers 404 for a missing resource, and 401 to an anonymous request'(bench) {
    same((await bench.ask('/pages/missing')).status, 401, 'an anonymous request');
    const reply = await bench.ask('/pages/missing', { headers: await bench.bearer('alice') });
    same([reply.status, mediaTypeOf(reply)], [404, PROBLEM], 'status and media type');
  },

  async 'answers an AuthError of the resource function as a refusal'(bench) {
    const reply = await bench.ask('/pages/refused', { headers: await bench.bearer('alice') });
    same([reply.status, mediaTypeOf(reply)], [404, PROBLEM], 'status and media type');
  },

  async 'never serves the page if the resource function fails'(bench) {
    for (const at of BROKEN.keys()) {
      const reply = await bench.ask(`/pages/broken/${at}`, {
        headers: await bench.bearer('alice'),
      });
      same([reply.status, reply.body === 'alice'], [500, false], `status, is the page (${at})`);
    }
    same((await bench.ask('/open')).status, 200, 'the next request');
  },

  async 'lets everyone through a guard for Public'(bench) {
    same((await bench.ask('/public')).body, 'anonymous', 'body');
  },

  async 'lets only users through required()'(bench) {
    same((await bench.ask('/required')).status, 401, 'an anonymous request');
    same(
      (await bench.ask('/required', { headers: await bench.bearer('bob') })).body,
      'bob',
      'body',
    );
  },

  async 'lets no anonymous request through required(permission), though the ACL allows everyone'(
    bench,
  ) {
    const path = '/pages/required/view';
    same((await bench.ask(path)).status, 401, 'an anonymous request');
    same((await bench.ask(path, { headers: await bench.bearer('bob') })).body, 'bob', 'body');
  },

  async 'lets no user without the permission through required(permission)'(bench) {
    const path = '/pages/required/edit';
    same((await bench.ask(path, { headers: await bench.bearer('bob') })).status, 403, 'bob');
    same((await bench.ask(path, { headers: await bench.bearer('alice') })).body, 'alice', 'body');
  },

  async 'asks the root if required(permission) has no resource'(bench) {
    const statusOf = async (id: string): Promise<number> =>
      (await bench.ask('/required/admin', { headers: await bench.bearer(id) })).status;
    same([await statusOf('alice'), await statusOf('admin')], [403, 200], 'alice and admin');
  },

  async 'asks a user whose login is too old to log in again, after the permission (RFC 9470)'(
    bench,
  ) {
    const path = '/fresh/admin';
    const [admin, alice] = [await bench.bearer('admin'), await bench.bearer('alice')];
    same((await bench.ask(path, { headers: admin })).status, 200, 'a new login');
    bench.later(31);
    const reply = await bench.ask(path, { headers: admin });
    same(
      [reply.status, headerOf(reply, 'www-authenticate')],
      [401, challenge('error="insufficient_user_authentication"', 'max_age="30"')],
      'status and challenge of an old login',
    );
    same((await bench.ask(path, { headers: alice })).status, 403, 'a user who may not');
    same(headerOf(await bench.ask(path), 'www-authenticate'), challenge(), 'anonymous');
  },

  async 'serves JSON behind a guard as JSON'(bench) {
    const reply = await bench.ask('/json', { headers: await bench.bearer('bob') });
    same([reply.status, reply.body], [200, '{"user":"bob"}'], 'status and body');
    same(mediaTypeOf(reply), 'application/json', 'media type');
  },

  async 'answers every refused token with one body and one challenge'(bench) {
    const { Authorization } = await bench.bearer('alice');
    const tampered = `${Authorization.slice(0, -2)}${Authorization.endsWith('AA') ? 'BB' : 'AA'}`;
    const ask = async (credential: string): Promise<string> => {
      const reply = await bench.ask('/root', { headers: { Authorization: credential } });
      same(headerOf(reply, 'www-authenticate'), INVALID_TOKEN, 'WWW-Authenticate');
      return `${reply.status} ${reply.body}`;
    };
    const answers = [await ask(tampered), await ask('Bearer a.b.c')];
    bench.later(60);
    answers.push(await ask(Authorization));
    bench.set({ knowsUsers: false });
    answers.push(await ask((await bench.bearer('alice')).Authorization));
    for (const answer of answers) same(answer, answers[0], 'status and body');
  },

  async 'answers 400 to a repeated Authorization header'(bench) {
    const { Authorization } = await bench.bearer('alice');
    const reply = await bench.ask('/root', {
      headers: { Authorization: [Authorization, Authorization] },
    });
    same(
      [reply.status, headerOf(reply, 'www-authenticate')],
      [400, challenge('error="invalid_request"')],
      'status and challenge',
    );
  },

  async 'answers 400 to two credentials in one Authorization header'(bench) {
    const { Authorization } = await bench.bearer('alice');
    const headers = { Authorization: `${Authorization}, ${Authorization}` };
    same((await bench.ask('/root', { headers })).status, 400, 'status');
  },

  async 'answers 400 to the session cookies of two users in one header'(bench) {
    const cookies = [await bench.login('alice'), await bench.login('bob')];
    const headers = { Cookie: cookies.map(({ Cookie }) => Cookie).join('; ') };
    same((await bench.ask('/required', { headers })).status, 400, 'status');
  },

  async 'answers 400 to the session cookies of two users in two headers'(bench) {
    const cookies = [await bench.login('alice'), await bench.login('bob')];
    const headers = { Cookie: cookies.map(({ Cookie }) => Cookie) };
    same((await bench.ask('/required', { headers })).status, 400, 'status');
  },

  async 'guards HEAD as it guards GET'(bench) {
    const reply = await bench.ask('/root', { method: 'HEAD' });
    same([reply.status, reply.body], [401, ''], 'status and body');
    same(headerOf(reply, 'www-authenticate'), challenge(), 'WWW-Authenticate');
  },

  async 'does not serve a guarded page to OPTIONS'(bench) {
    const reply = await bench.ask('/root', { method: 'OPTIONS' });
    holds(
      reply.status !== 200 || reply.body !== 'anonymous',
      `OPTIONS got the page: ${reply.status} ${reply.body}`,
    );
  },

  async 'serves no spelling of a guarded path to an anonymous request'(bench) {
    const spellings =
      '/root/ //root /ROOT /%72oot /x/../root /root;x=1 /root%2f /root?x=1 /./root /\\root /root%00 /root#x';
    for (const path of spellings.split(' ')) {
      // A server may refuse what is no URL by cutting the connection.
      const reply = await bench.ask(path).catch(() => null);
      holds(
        reply?.status !== 200 || reply.body !== 'anonymous',
        `${path} got the page: ${reply?.body}`,
      );
    }
  },

  async 'refuses an unsafe request by cookie that another site sent'(bench) {
    const session = await bench.login();
    const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    const statusOf = async (method: string, more: Record<string, string>): Promise<number> =>
      (await bench.ask('/required', { method, headers: { ...session, ...more } })).status;
    same(await statusOf('POST', foreign), 403, 'POST of another site');
    same(await statusOf('POST', {}), 403, 'POST without proof of its origin');
    same(await statusOf('POST', { 'Sec-Fetch-Site': 'same-origin' }), 200, 'POST of the own site');
    same(await statusOf('GET', foreign), 200, 'GET of another site');
  },

  async 'refuses a WebSocket handshake by cookie that another site sent'(bench) {
    const handshake = {
      ...(await bench.login()),
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const foreign = { ...handshake, Origin: 'https://evil.example' };
    same((await bench.ask('/required', { headers: foreign })).status, 403, 'of another site');
    const own = { ...handshake, 'Sec-Fetch-Site': 'same-origin' };
    holds((await bench.ask('/required', { headers: own })).status !== 403, 'the own site got 403');
  },
};

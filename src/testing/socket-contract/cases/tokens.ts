import { remoteKeys } from '../../../keys/remote/remote-keys.ts';
import { holds, same } from '../../contract/check.ts';
import { testIssuer } from '../../issuer/test-issuer.ts';
import type { SocketBench, SocketCases, ServedSockets } from '../socket-bench.ts';

const REQUIRED = { kind: 'required' } as const;

/** A server that also accepts the tokens of another issuer, and a token of it. */
async function withIssuer(
  bench: SocketBench,
  more: { readonly tokenMessages?: boolean } = {},
): Promise<{ readonly served: ServedSockets; readonly token: string }> {
  const { clock } = bench;
  const issuer = await testIssuer({
    issuer: 'https://id.example.com',
    claims: { aud: 'api', sub: 'alice' },
    clock,
  });
  const keys = remoteKeys({ issuer: issuer.issuer }, { fetch: issuer.fetch });
  const served = await bench.serve({
    ...more,
    security: {
      issuer: 'https://own.example.com',
      issuers: [{ name: 'id', keys, audience: 'api' }],
    },
  });
  return { served, token: await issuer.token() };
}

/** Where the token of a handshake may be. */
export const tokenCases: SocketCases = {
  async 'opens a socket for a token in the Authorization header and shows its user'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    same(await alice.ask('who'), 'alice', 'user');
    same(served.heard, ['open', 'who'], 'what the application saw');
  },

  async 'opens a socket if the callback answers at once, and if it answers later'(bench) {
    for (const callback of [() => ['role:writer'], async () => ['role:writer']]) {
      const served = await bench.serve({ security: { callback } });
      const bob = await served.openAs('bob');
      holds((await bob.ask('principals')).includes('role:writer'), 'The principals are missing.');
    }
  },

  async 'opens a socket for the session cookie of a page of this server'(bench) {
    const served = await bench.serve({ guard: REQUIRED });
    const alice = await served.open({ headers: await served.ownPage() });
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'opens a socket for a token beside the headers'(bench) {
    const served = await bench.serve({ guard: REQUIRED });
    const alice = await served.open({ token: await served.security.createToken('alice') });
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'treats a socket without a credential as anonymous if nothing asks for a user'(bench) {
    const served = await bench.serve();
    const anonymous = await served.open();
    same(await anonymous.ask('who'), 'anonymous', 'user');
    same(await anonymous.ask('permits look'), 'true', 'what everyone may do');
  },

  async 'refuses a socket without a credential with 401 if a user is asked for'(bench) {
    const served = await bench.serve({ guard: REQUIRED });
    same((await served.refusal()).status, 401, 'status');
    same(served.heard, [], 'what the application saw');
  },

  async 'takes the token beside the headers in place of the cookie, whatever its origin'(bench) {
    const served = await bench.serve();
    const headers = { ...(await served.login('bob')), Origin: 'https://other.example' };
    const alice = await served.open({
      headers,
      token: await served.security.createToken('alice'),
    });
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'takes the token beside the headers in place of that in the header'(bench) {
    const served = await bench.serve();
    const alice = await served.open({
      headers: await served.bearer('bob'),
      token: await served.security.createToken('alice'),
    });
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'refuses the token beside the headers though the cookie is good'(bench) {
    const served = await bench.serve();
    const status = await served.status({ headers: await served.ownPage(), token: 'a.b.c' });
    same(status, 401, 'status');
  },

  async 'takes the token of the header in place of the cookie, as the first policy'(bench) {
    const served = await bench.serve();
    const headers = { ...(await served.login('bob')), ...(await served.bearer('alice')) };
    same(await (await served.open({ headers })).ask('who'), 'alice', 'user');
  },

  async 'refuses the token of the header though the cookie is good'(bench) {
    const served = await bench.serve();
    const headers = { ...(await served.ownPage()), Authorization: 'Bearer a.b.c' };
    same(await served.status({ headers }), 401, 'status');
  },

  async 'refuses two session cookies of two users with 400'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.ownPage('alice'), await served.login('bob')];
    const headers = { ...alice, Cookie: `${alice['Cookie']}; ${bob.Cookie}` };
    same(await served.status({ headers }), 400, 'status');
  },

  async 'refuses two credentials in one Authorization header with 400'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.bearer('alice'), await served.bearer('bob')];
    const headers = { Authorization: `${alice.Authorization}, ${bob.Authorization}` };
    same(await served.status({ headers }), 400, 'status');
  },

  async 'knows a user of a trusted issuer, in the header and beside it'(bench) {
    const { served, token } = await withIssuer(bench);
    for (const handshake of [{ headers: { Authorization: `Bearer ${token}` } }, { token }]) {
      const alice = await served.open(handshake);
      same(await alice.ask('issuer'), 'id', 'issuer');
      holds((await alice.ask('principals')).includes('user@id:alice'), 'The user is another one.');
    }
  },

  async 'closes a socket for a token of another issuer that names the same user'(bench) {
    const { served, token } = await withIssuer(bench, { tokenMessages: true });
    const alice = await served.openAs('alice');
    alice.sendToken(token);
    await alice.ends({ code: 4401, reason: 'refused' });
  },
};

import { same } from '../../contract/check.ts';
import { memoryStore } from '../../../stores/memory/memory-store.ts';
import { Gate } from '../gate.ts';
import type { ServedSockets, SocketBench, SocketCases, ServeOptions } from '../socket-bench.ts';
import type { Talker } from '../talker.ts';

/** In milliseconds: what is left of a token when its socket opens. */
const LEFT = 25;

/** Opens a socket that ends after this many seconds, and lets that time come. */
async function expires(
  bench: SocketBench,
  seconds: number,
  options: ServeOptions,
  headersFor: (served: ServedSockets) => Promise<Readonly<Record<string, string>>>,
): Promise<void> {
  const served = await bench.serve(options);
  const end = bench.clock() + 1000 * seconds;
  const headers = await headersFor(served);
  bench.clock.set(end - LEFT);
  const alice = await served.open({ headers });
  same(await alice.ask('who'), 'alice', 'user just before the end');
  bench.clock.set(end);
  await alice.ends({ code: 4401, reason: 'expired' });
}

const bearer = (served: ServedSockets): Promise<Readonly<Record<string, string>>> =>
  served.bearer('alice');

/** A socket of a new login. */
async function loggedIn(served: ServedSockets): Promise<{
  readonly client: Talker;
  readonly headers: Readonly<Record<string, string>>;
}> {
  const headers = await served.ownPage();
  return { headers, client: await served.open({ headers }) };
}

const REVOKED = { code: 4401, reason: 'revoked' } as const;

/** What closes an open socket. */
export const endCases: SocketCases = {
  async 'closes a socket when its token expires, by the clock of the security'(bench) {
    await expires(bench, 60, {}, bearer);
  },

  async 'closes a socket at the end of the leeway'(bench) {
    await expires(bench, 70, { security: { leeway: '10s' } }, bearer);
  },

  async 'closes a socket when its token reaches maxTokenAge'(bench) {
    await expires(bench, 40, { security: { maxTokenAge: '40s' } }, bearer);
  },

  async 'closes a socket when the session of its cookie reaches its lifetime'(bench) {
    const options = { security: { expiration: '2h' } } as const;
    await expires(bench, 3600, options, (served) => served.ownPage());
  },

  async 'leaves a socket open whose token does not expire'(bench) {
    const served = await bench.serve({ security: { expiration: 'never' } });
    const alice = await served.openAs('alice');
    bench.clock.advance('1h');
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'closes the sockets of a user at once by revokeUser, and no others'(bench) {
    const served = await bench.serve();
    const [one, two] = [await served.openAs('alice'), await served.openAs('alice')];
    const bob = await served.openAs('bob');
    await served.security.revokeUser('alice');
    await Promise.all([one.ends(REVOKED), two.ends(REVOKED)]);
    same(await bob.ask('who'), 'bob', 'another user');
  },

  async 'closes the sockets of a session at once by revokeSession, and no others'(bench) {
    const served = await bench.serve();
    const first = await loggedIn(served);
    const [session] = await served.security.sessions('alice');
    const second = await loggedIn(served);
    await served.security.revokeSession(session?.id as string);
    await first.client.ends(REVOKED);
    same(await second.client.ask('who'), 'alice', 'another session of the user');
  },

  async 'closes the socket of a token at once by revokeToken, and no others'(bench) {
    const served = await bench.serve();
    const token = await served.security.createToken('alice');
    const alice = await served.open({ headers: { Authorization: `Bearer ${token}` } });
    const other = await served.openAs('alice');
    await served.security.revokeToken(token);
    await alice.ends(REVOKED);
    same(await other.ask('who'), 'alice', 'another token of the user');
  },

  async 'closes the sockets of all users at once by revokeAll'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    await served.security.revokeAll();
    await Promise.all([alice.ends(REVOKED), bob.ends(REVOKED)]);
  },

  async 'closes a socket when its session is ended by a logout in another process'(bench) {
    const store = memoryStore({ clock: bench.clock });
    const served = await bench.serve({ store });
    const { client, headers } = await loggedIn(served);
    const elsewhere = bench.security({}, store);
    const fields = { cookie: headers['Cookie'], 'sec-fetch-site': 'same-origin' };
    const auth = await elsewhere.authenticate({
      method: 'POST',
      secure: true,
      url: '/logout',
      header: (name) => fields[name as 'cookie'],
    });
    await auth.forget();
    await client.ends(REVOKED);
  },

  async 'closes a socket when its user is revoked by another process'(bench) {
    const store = memoryStore({ clock: bench.clock });
    const served = await bench.serve({ store });
    const alice = await served.openAs('alice');
    await bench.security({}, store).revokeUser('alice');
    await alice.ends(REVOKED);
  },

  async 'handles no message that comes after the end'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    await served.security.revokeUser('alice');
    alice.send('too late', 'and again');
    await alice.ends(REVOKED);
    same(served.heard, ['open'], 'what the application saw');
  },

  async 'leaves no socket open whose user is revoked while it is checked'(bench) {
    const gate = new Gate();
    const callback = async (): Promise<string[]> => {
      await gate.pass();
      return [];
    };
    const served = await bench.serve({ security: { callback } });
    const client = served.connect({ headers: await served.bearer('alice') });
    await served.patient('the callback', gate.reached);
    await served.security.revokeUser('alice');
    gate.open();
    await served.patient('the end of the socket', client.closed);
    await served.watchesNone();
  },

  async 'closes all sockets when the security is closed'(bench) {
    const served = await bench.serve();
    const [alice, anonymous] = [await served.openAs('alice'), await served.open()];
    await served.security.close();
    const end = { code: 1001, reason: 'closed' };
    await Promise.all([alice.ends(end), anonymous.ends(end)]);
  },

  async 'listens to nothing when a socket has ended'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    same(served.listeners, 1, 'listeners of an open socket');
    await served.security.revokeUser('alice');
    await alice.ends(REVOKED);
    await served.watchesNone();
  },
};

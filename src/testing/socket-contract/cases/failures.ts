import { memoryStore } from '../../../stores/memory/memory-store.ts';
import { holds, same } from '../../contract/check.ts';
import { tokenOfOtherKey } from '../../tokens.ts';
import { fragileStore } from '../fragile-store.ts';
import { Gate } from '../gate.ts';
import type { ServedSockets, SocketBench, SocketCases } from '../socket-bench.ts';

/** A server whose store a case can cut off. */
async function withStore(
  bench: SocketBench,
): Promise<{ readonly served: ServedSockets; readonly fail: () => void }> {
  const { store, fail } = fragileStore(memoryStore({ clock: bench.clock }));
  const served = await bench.serve({ store });
  return {
    served,
    fail: () => {
      fail();
      // What the process knows of the store is too old from now on.
      bench.clock.advance('1s');
    },
  };
}

const failing = {
  throws: () => {
    throw new Error('The user table is gone.');
  },
  rejects: () => Promise.reject(new Error('The user table is gone.')),
} as const;

/** What happens if something of the application or of its store fails. */
export const failureCases: SocketCases = {
  async 'refuses a token with 503 while the store of revocations is down'(bench) {
    const { served, fail } = await withStore(bench);
    const headers = await served.bearer('alice');
    fail();
    same(
      [await served.status({ headers }), await served.status()],
      [503, 101],
      'status with a token, and without a credential',
    );
  },

  async 'closes the sockets of users when the store is down for too long'(bench) {
    const { served, fail } = await withStore(bench);
    const [alice, anonymous] = [await served.openAs('alice'), await served.open()];
    fail();
    await alice.ends({ code: 1013, reason: 'unavailable' });
    same(await anonymous.ask('who'), 'anonymous', 'a socket that depends on no token');
  },

  async 'refuses a token with 503 if the callback throws or rejects'(bench) {
    for (const callback of [failing.throws, failing.rejects]) {
      const served = await bench.serve({ security: { callback } });
      const token = await served.security.createToken('alice');
      same(
        [
          await served.status({ headers: { Authorization: `Bearer ${token}` } }),
          await served.status({ token }),
        ],
        [503, 503],
        'status for the header, and for the token beside it',
      );
      same([served.heard, served.listeners], [[], 0], 'what was seen, and what listens');
    }
  },

  async 'listens to nothing for a client that goes away while it is checked'(bench) {
    const gate = new Gate();
    const callback = async (): Promise<string[]> => {
      await gate.pass();
      return [];
    };
    const served = await bench.serve({ security: { callback } });
    const client = served.connect({ headers: await served.bearer('alice') });
    await served.patient('the callback', gate.reached);
    client.cut();
    await served.patient('the end of the socket', client.closed).finally(() => gate.open());
    const other = await served.openAs('bob');
    same(await other.ask('who'), 'bob', 'the next client');
    other.cut();
    await served.watchesNone();
  },

  async 'listens to nothing for a client that goes away while its resource is looked for'(bench) {
    const gate = new Gate();
    const guard = {
      kind: 'permit',
      permission: 'chat',
      async resource() {
        await gate.pass();
        return null;
      },
    } as const;
    const served = await bench.serve({ guard });
    const client = served.connect({ headers: await served.bearer('alice') });
    await served.patient('the resource function', gate.reached);
    client.cut();
    await served.patient('the end of the socket', client.closed).finally(() => gate.open());
    await served.watchesNone();
    same(served.heard, [], 'what the application saw');
  },

  async 'listens to nothing for a client that closes or cuts its socket'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    same(served.listeners, 2, 'listeners of open sockets');
    alice.cut();
    bob.cut();
    await served.watchesNone();
  },

  async 'keeps two securities side by side apart'(bench) {
    const [first, second] = [
      await bench.serve(),
      await bench.serve({ security: { audience: 'https://second.example.com' } }),
    ];
    const [alice, other] = [await first.openAs('alice'), await second.openAs('alice')];
    same(await second.status({ headers: await first.bearer('alice') }), 401, 'status');
    await first.security.revokeUser('alice');
    await alice.ends({ code: 4401, reason: 'revoked' });
    same(await other.ask('who'), 'alice', 'the user of the other security');
  },

  async 'logs each refused handshake, and no token'(bench) {
    const served = await bench.serve({ guard: { kind: 'required' } });
    const forged = await tokenOfOtherKey(served.security, 'alice');
    const cookie = await served.login();
    await served.refusal({ headers: { Authorization: `Bearer ${forged}` } });
    await served.refusal({ token: forged });
    await served.refusal({ headers: { ...cookie, Origin: 'https://other.example' } });
    logsNone(bench, 3, [forged, cookie.Cookie]);
  },

  async 'logs a later token that is refused, and no text of it'(bench) {
    const served = await bench.serve({ tokenMessages: true });
    const forged = await tokenOfOtherKey(served.security, 'alice');
    const token = await served.security.createToken('alice');
    const alice = await served.open({ token });
    alice.sendToken(forged);
    await alice.ends({ code: 4401, reason: 'refused' });
    logsNone(bench, 1, [forged, token]);
  },
};

/** Checks that the refusals were logged, and no end of a token. */
function logsNone(bench: SocketBench, refusals: number, tokens: readonly string[]): void {
  const text = JSON.stringify(bench.logged);
  same(text.split('authentication_refused').length - 1, refusals, 'refusals in the log');
  for (const token of tokens) holds(!text.includes(token.slice(-20)), 'A token was logged.');
}

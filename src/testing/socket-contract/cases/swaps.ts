import { same } from '../../contract/check.ts';
import { Gate } from '../gate.ts';
import { tokenOfOtherKey } from '../../tokens.ts';
import type { ServedSockets, SocketBench, SocketCases } from '../socket-bench.ts';

const SWAPS = { tokenMessages: true } as const;
const EXPIRED = { code: 4401, reason: 'expired' } as const;
/** In milliseconds: what is left of a token when a socket opens with it. */
const LEFT = 25;

/** Lets the end of a token come, and waits until another socket with it is closed. */
async function witnessEnd(
  bench: SocketBench,
  served: ServedSockets,
  token: string,
  end: number,
): Promise<void> {
  const witness = await served.open({ token });
  bench.clock.set(end);
  await witness.ends(EXPIRED);
}

/** A later token on an open socket. */
export const swapCases: SocketCases = {
  async 'goes on with a later token of the same user'(bench) {
    const served = await bench.serve({
      ...SWAPS,
      security: { callback: (_user, { claims }) => [`step:${String(claims['step'])}`] },
    });
    const alice = await served.openAs('alice');
    same(await alice.swap(await served.security.createToken('alice', { step: 2 })), 200, 'answer');
    same((await alice.ask('principals')).split(' ').at(-1), 'step:2', 'what the token brings');
    same(served.listeners, 1, 'listeners');
  },

  async 'stays open as long as the later token is valid'(bench) {
    const served = await bench.serve(SWAPS);
    const end = bench.clock() + 60_000;
    const first = await served.security.createToken('alice');
    const alice = await served.open({ token: first });
    bench.clock.set(end - LEFT);
    const later = await served.security.createToken('alice');
    same(await alice.swap(later), 200, 'answer');
    await witnessEnd(bench, served, first, end);
    same(await alice.ask('who'), 'alice', 'user after the end of the first token');
    // The later one was made in the second before that.
    bench.clock.set(end + 59_000 - LEFT);
    await witnessEnd(bench, served, later, end + 59_000);
    await alice.ends(EXPIRED);
  },

  async 'is not closed by the revocation of a token that it had before'(bench) {
    const served = await bench.serve(SWAPS);
    const first = await served.security.createToken('alice');
    const alice = await served.open({ headers: { Authorization: `Bearer ${first}` } });
    const second = await served.security.createToken('alice');
    same(await alice.swap(second), 200, 'answer');
    await served.security.revokeToken(first);
    same(await alice.ask('who'), 'alice', 'user');
    await served.security.revokeToken(second);
    await alice.ends({ code: 4401, reason: 'revoked' });
  },

  async 'closes a socket for a later token of another user'(bench) {
    const served = await bench.serve(SWAPS);
    const alice = await served.openAs('alice');
    alice.sendToken(await served.security.createToken('bob'));
    await alice.ends({ code: 4401, reason: 'refused' });
  },

  async 'closes a socket for a later token that is refused'(bench) {
    const served = await bench.serve(SWAPS);
    for (const token of [await tokenOfOtherKey(served.security, 'alice'), 'a.b.c', '']) {
      const alice = await served.openAs('alice');
      alice.sendToken(token);
      await alice.ends({ code: 4401, reason: 'refused' });
    }
    await served.watchesNone();
  },

  async 'handles no message behind a later token that is refused'(bench) {
    const served = await bench.serve(SWAPS);
    const alice = await served.openAs('alice');
    alice.sendToken('a.b.c');
    alice.send('too late');
    await alice.ends({ code: 4401, reason: 'refused' });
    same(served.heard, ['open'], 'what the application saw');
  },

  async 'holds messages back while a later token is checked'(bench) {
    const gate = new Gate();
    const callback = async (
      _user: unknown,
      { claims }: { readonly claims: Readonly<Record<string, unknown>> },
    ): Promise<string[]> => {
      if (claims['slow'] === true) await gate.pass();
      return [];
    };
    const served = await bench.serve({ ...SWAPS, security: { callback } });
    const alice = await served.openAs('alice');
    alice.sendToken(await served.security.createToken('alice', { slow: true }));
    alice.send('one', 'two');
    await served.patient('the callback', gate.reached);
    same(served.heard, ['open'], 'what the application saw meanwhile');
    gate.open();
    same(
      [await alice.next(), await alice.next(), await alice.next()],
      ['{"type":"auth","status":200}', 'echo one', 'echo two'],
      'answers',
    );
  },

  async 'lets an anonymous socket become a user, and then no other'(bench) {
    const served = await bench.serve(SWAPS);
    const client = await served.open();
    same(await client.ask('who'), 'anonymous', 'user before');
    same(await client.swap(await served.security.createToken('alice')), 200, 'answer');
    same(await client.ask('who'), 'alice', 'user after');
    client.sendToken(await served.security.createToken('bob'));
    await client.ends({ code: 4401, reason: 'refused' });
  },

  async 'stays with its token and answers 503 if the later one cannot be checked now'(bench) {
    let fails = false;
    const callback = (): string[] => {
      if (fails) throw new Error('The user table is gone.');
      return [];
    };
    const served = await bench.serve({ ...SWAPS, security: { callback } });
    const alice = await served.openAs('alice');
    fails = true;
    same(await alice.swap(await served.security.createToken('alice')), 503, 'answer');
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'asks the guard again for a later token'(bench) {
    const callback = (
      _user: unknown,
      { claims }: { readonly claims: Readonly<Record<string, unknown>> },
    ): string[] => (claims['writer'] === true ? ['role:writer'] : []);
    const guard = { kind: 'permit', permission: 'post' } as const;
    const served = await bench.serve({ ...SWAPS, guard, security: { callback } });
    const token = await served.security.createToken('bob', { writer: true });
    const bob = await served.open({ headers: { Authorization: `Bearer ${token}` } });
    bob.sendToken(await served.security.createToken('bob'));
    await bob.ends({ code: 4403 });
  },
};

import { same } from '../../contract/check.ts';
import { Gate } from '../gate.ts';
import type { SocketBench, SocketCases, ServedSockets } from '../socket-bench.ts';

const MANY: readonly string[] = Array.from({ length: 20 }, (_, index) => String(index));
/** More than any server should keep for one client. */
const TOO_MANY: readonly string[] = Array.from({ length: 200 }, (_, index) => `m${index}`);

/** A server whose callback waits at a gate. */
async function held(
  bench: SocketBench,
  firstMessage: number | null = 60,
): Promise<{ readonly served: ServedSockets; readonly gate: Gate }> {
  const gate = new Gate();
  const callback = async (): Promise<string[]> => {
    await gate.pass();
    return [];
  };
  return { gate, served: await bench.serve({ firstMessage, security: { callback } }) };
}

/** When messages reach the handler, and in which order. */
export const messageCases: SocketCases = {
  async 'handles messages in the order in which they came'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    alice.send(...MANY);
    for (const text of MANY) same(await alice.next(), `echo ${text}`, 'answer');
    same(served.heard, ['open', ...MANY], 'what the application saw');
  },

  async 'shows no socket to the application before its user is known'(bench) {
    const { gate, served } = await held(bench, null);
    const client = served.connect({ headers: await served.bearer('alice') });
    await served.patient('the callback', gate.reached);
    same(served.heard, [], 'what the application saw meanwhile');
    gate.open();
    same(await served.patient('the socket', client.opened), null, 'refusal');
  },

  async 'shows a socket without a credential only after its first message'(bench) {
    const served = await bench.serve({ firstMessage: 60 });
    const client = await served.open();
    same(served.heard, [], 'what the application saw before');
    same(await client.swap(await served.security.createToken('alice')), 200, 'answer');
    same(await client.ask('who'), 'alice', 'user');
    same(served.heard, ['open', 'who'], 'what the application saw');
  },

  async 'holds messages back while the first token is checked, and keeps their order'(bench) {
    const { gate, served } = await held(bench);
    const client = await served.open();
    client.sendToken(await served.security.createToken('alice'));
    client.send(...MANY);
    await served.patient('the callback', gate.reached);
    same(served.heard, [], 'what the application saw meanwhile');
    gate.open();
    same(await client.next(), '{"type":"auth","status":200}', 'answer to the token');
    for (const text of MANY) same(await client.next(), `echo ${text}`, 'answer');
    same(served.heard, ['open', ...MANY], 'what the application saw');
  },

  async 'closes a waiting socket whose first message has no token'(bench) {
    const served = await bench.serve({ firstMessage: 60 });
    const client = await served.open();
    client.send('hello');
    await client.ends({ code: 4401 });
    same(served.heard, [], 'what the application saw');
  },

  async 'closes a waiting socket that sends no token in time'(bench) {
    const served = await bench.serve({ firstMessage: 0.02 });
    await (await served.open()).ends({ code: 4401 });
    same(served.heard, [], 'what the application saw');
  },

  async 'lets a client with a credential wait for no first message'(bench) {
    const served = await bench.serve({ firstMessage: 0.02 });
    const alice = await served.openAs('alice');
    // One that came later and sends nothing is closed by then.
    await (await served.open()).ends({ code: 4401 });
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'asks the guard for the user of the first message'(bench) {
    const guard = { kind: 'permit', permission: 'chat' } as const;
    const served = await bench.serve({ firstMessage: 60, guard });
    const [alice, bob] = [await served.open(), await served.open()];
    bob.sendToken(await served.security.createToken('bob'));
    await bob.ends({ code: 4403 });
    same(await alice.swap(await served.security.createToken('alice')), 200, 'answer');
    same(await alice.ask('who'), 'alice', 'user');
  },

  async 'closes a socket that sends too many messages while its token is checked'(bench) {
    const { gate, served } = await held(bench);
    const client = await served.open();
    const token = JSON.stringify({
      type: 'auth',
      token: await served.security.createToken('alice'),
    });
    client.send(token, ...TOO_MANY);
    await client.ends({ code: 1008 }).finally(() => gate.open());
    same(served.heard, [], 'what the application saw');
  },

  async 'leaves messages with a token to the application if they are not asked for'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    const text = JSON.stringify({ type: 'auth', token: 'a.b.c' });
    same(await alice.ask(text), `echo ${text}`, 'answer');
  },
};

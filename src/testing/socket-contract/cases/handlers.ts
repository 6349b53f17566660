import { holds, same } from '../../contract/check.ts';
import type { RouteGuard } from '../../contract/route.ts';
import type { SocketCases } from '../socket-bench.ts';

const answers = (code: string): string => `application: ${code}`;
const own: RouteGuard = {
  kind: 'required',
  onRefused: (code) => `guard: ${code}`,
};

/** Errors of handlers, and refusals that an application answers itself. */
export const handlerCases: SocketCases = {
  async 'closes the socket alone whose handler throws, and reports it'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    alice.send('throw');
    await alice.ends({ code: 1011 });
    same(await bob.ask('who'), 'bob', 'another socket');
    holds(JSON.stringify(bench.logged).includes('handler_failed'), 'Nothing was logged.');
    bob.cut();
    await served.watchesNone();
  },

  async 'closes the socket alone whose handler rejects, and reports it'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    alice.send('reject');
    await alice.ends({ code: 1011 });
    same(await bob.ask('who'), 'bob', 'another socket');
    holds(JSON.stringify(bench.logged).includes('handler_failed'), 'Nothing was logged.');
  },

  async 'handles no message behind one whose handler throws'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    alice.send('throw', 'too late');
    await alice.ends({ code: 1011 });
    same(served.heard, ['open', 'throw'], 'what the application saw');
  },

  async 'answers a refused credential by the onRefused of authenticate'(bench) {
    const served = await bench.serve({ onRefused: answers });
    const { body } = await served.refusal({ headers: { Authorization: 'Bearer a.b.c' } });
    holds(body.includes('application: token_malformed'), `The body is ${body}`);
  },

  async 'answers a refusal of a guard on a socket by the onRefused of authenticate'(bench) {
    const served = await bench.serve({ onRefused: answers, guard: { kind: 'required' } });
    const { body } = await served.refusal();
    holds(body.includes('application: credentials_missing'), `The body is ${body}`);
  },

  async 'answers a refusal on a socket by the onRefused of the guard, if it has one'(bench) {
    const served = await bench.serve({ onRefused: answers, guard: own });
    const { body } = await served.refusal();
    holds(body.includes('guard: credentials_missing'), `The body is ${body}`);
  },

  async 'lets no client in whose onRefused throws, and serves the next one'(bench) {
    const served = await bench.serve({
      guard: { kind: 'required' },
      onRefused() {
        throw new Error('An onRefused of the contract threw.');
      },
    });
    await served.refusal();
    same(served.heard, [], 'what the application saw');
    same(await served.status({ headers: await served.bearer('alice') }), 101, 'the next client');
  },
};

import { Allow, Deny, Everyone, Public, user } from '../../../authz/acl-types.ts';
import type { Ace, Resource } from '../../../authz/acl-types.ts';
import { holds, same } from '../../contract/check.ts';
import type { RouteGuard } from '../../contract/route.ts';
import type { SocketCases } from '../socket-bench.ts';

const permit = (permission: string, resource?: RouteGuard['resource']): RouteGuard => ({
  kind: 'permit',
  permission,
  ...(resource !== undefined && { resource }),
});
const ROOM: Resource = { acl: [[Allow, user('alice'), 'enter']] };

/** What the ACL says of a socket, and of each message. */
export const accessCases: SocketCases = {
  async 'refuses a user without the permission of the guard with 403'(bench) {
    const served = await bench.serve({ guard: permit('chat') });
    same((await served.refusal({ headers: await served.bearer('bob') })).status, 403, 'status');
    same(served.heard, [], 'what the application saw');
    await served.watchesNone();
  },

  async 'lets a user with the permission of the guard in'(bench) {
    const served = await bench.serve({ guard: permit('chat') });
    same(await (await served.openAs('alice')).ask('who'), 'alice', 'user');
  },

  async 'lets no anonymous client through required(permission), though everyone has it'(bench) {
    const guard: RouteGuard = { kind: 'required', permission: 'look' };
    const served = await bench.serve({ guard });
    same(
      [await served.status(), await served.status({ headers: await served.bearer('bob') })],
      [401, 101],
      'status without a credential, and of a user',
    );
  },

  async 'opens a Public socket to everyone'(bench) {
    const guard: RouteGuard = { kind: 'permit', permission: Public };
    const served = await bench.serve({ guard, security: { root: { acl: [] } } });
    same(await (await served.open()).ask('who'), 'anonymous', 'user');
  },

  async 'finds the resource of the guard, at once or later'(bench) {
    for (const resource of [() => ROOM, async () => ROOM]) {
      const served = await bench.serve({ guard: permit('enter', resource) });
      same(
        [
          await served.status({ headers: await served.bearer('alice') }),
          await served.status({ headers: await served.bearer('bob') }),
        ],
        [101, 403],
        'status of alice and of bob',
      );
    }
  },

  async 'answers 404 if the resource of the guard does not exist'(bench) {
    const served = await bench.serve({ guard: permit('enter', () => null) });
    same((await served.refusal({ headers: await served.bearer('alice') })).status, 404, 'status');
  },

  async 'answers 500 if a resource function throws, reports it and serves the next client'(bench) {
    let fails = true;
    const find = (): Resource => {
      if (fails) throw new Error('The table is gone.');
      return ROOM;
    };
    const served = await bench.serve({ guard: permit('enter', find) });
    const headers = await served.bearer('alice');
    same((await served.refusal({ headers })).status, 500, 'status');
    holds(JSON.stringify(bench.logged).includes('handler_failed'), 'Nothing was logged.');
    fails = false;
    same(await served.status({ headers }), 101, 'status of the next client');
  },

  async 'answers 401 to a login that is older than maxAuthAge'(bench) {
    const guard: RouteGuard = { kind: 'permit', permission: 'chat', maxAuthAge: '30s' };
    const served = await bench.serve({ guard });
    const headers = await served.bearer('alice');
    const before = await served.status({ headers });
    bench.clock.advance('31s');
    same([before, await served.status({ headers })], [101, 401], 'status before and after');
  },

  async 'says nothing of the ACL in a refusal'(bench) {
    const served = await bench.serve({ guard: permit('chat') });
    const { body } = await served.refusal({ headers: await served.bearer('bob') });
    holds(!/alice|chat|room/.test(body), `The body is ${body}`);
  },

  async 'asks the ACL of the root for each message'(bench) {
    const served = await bench.serve();
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    same(
      [await alice.ask('permits post'), await bob.ask('permits post')],
      ['true', 'false'],
      'what alice and bob may do',
    );
  },

  async 'asks the ACL of a resource and of its parents for each message'(bench) {
    const served = await bench.serve();
    const alice = await served.openAs('alice');
    same(
      [
        await alice.ask('permits close alice'),
        await alice.ask('permits close bob'),
        await alice.ask('permits post bob'),
        await alice.ask('permits close none'),
      ],
      ['true', 'false', 'true', 'false'],
      'own room, other room, what the parent grants, missing room',
    );
  },

  async 'asks an ACL as it is when the message comes'(bench) {
    const acl: Ace[] = [[Allow, Everyone, 'post']];
    const served = await bench.serve({ security: { root: { acl } } });
    const bob = await served.openAs('bob');
    same(await bob.ask('permits post'), 'true', 'before');
    acl.unshift([Deny, user('bob'), 'post']);
    same(await bob.ask('permits post'), 'false', 'after');
  },

  async 'lets a message through whose permission the handler requires'(bench) {
    const served = await bench.serve();
    same(await (await served.openAs('alice')).ask('require post'), 'done', 'answer');
  },

  async 'closes a socket whose handler requires what the user may not'(bench) {
    const served = await bench.serve();
    const bob = await served.openAs('bob');
    bob.send('require post');
    await bob.ends({ code: 4403 });
  },

  async 'closes an anonymous socket whose handler requires a permission'(bench) {
    const served = await bench.serve();
    const anonymous = await served.open();
    anonymous.send('require post');
    await anonymous.ends({ code: 4401 });
  },

  async 'closes a socket whose handler asks for a permission outside of the list'(bench) {
    const served = await bench.serve({
      security: { permissions: ['chat', 'post', 'look', 'close'] },
    });
    const [alice, other] = [await served.openAs('alice'), await served.openAs('alice')];
    alice.send('permits pots');
    await alice.ends({ code: 1011 });
    same(await other.ask('permits post'), 'true', 'another socket');
  },
};

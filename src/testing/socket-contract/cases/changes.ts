import { same } from '../../contract/check.ts';
import type { Resource } from '../../../authz/acl-types.ts';
import { Gate } from '../gate.ts';
import { memoryStore } from '../../../stores/memory/memory-store.ts';
import { ROOT } from '../socket-bench.ts';
import type { ServeOptions, ServedSockets, SocketBench, SocketCases } from '../socket-bench.ts';

type Answer = readonly string[] | null;

/** The users of an application, which a case changes. */
interface Users {
  readonly served: ServedSockets;
  /** What the callback does from now on. */
  readonly becomes: (load: () => Answer | Promise<Answer>) => void;
}

async function users(bench: SocketBench, more: ServeOptions = {}): Promise<Users> {
  let load: () => Answer | Promise<Answer> = () => ['role:writer'];
  const callback = { cacheFor: 3600, load: () => load() } as const;
  const served = await bench.serve({ ...more, security: { callback: callback as never } });
  return { served, becomes: (next) => void (load = next) };
}

const asksPost = { guard: { kind: 'permit', permission: 'post' } } as const;
const TOO_MANY: readonly string[] = Array.from({ length: 200 }, (_, index) => `m${index}`);

/** What happens when the principals of a user change. */
export const changeCases: SocketCases = {
  async 'knows the principals that a user has gained'(bench) {
    const { served, becomes } = await users(bench);
    becomes(() => []);
    const bob = await served.openAs('bob');
    same(await bob.ask('permits post'), 'false', 'before');
    becomes(() => ['role:writer']);
    await served.security.changed('bob');
    same(await bob.ask('permits post'), 'true', 'after');
  },

  async 'takes the principals that a user has lost'(bench) {
    const { served, becomes } = await users(bench);
    const bob = await served.openAs('bob');
    same(await bob.ask('permits post'), 'true', 'before');
    becomes(() => []);
    await served.security.changed('bob');
    same(await bob.ask('permits post'), 'false', 'after');
  },

  async 'hears of a change in another process'(bench) {
    const store = memoryStore({ clock: bench.clock });
    const { served, becomes } = await users(bench, { store });
    const bob = await served.openAs('bob');
    const gate = new Gate();
    becomes(async () => {
      gate.open();
      await gate.pass();
      return [];
    });
    await bench.security({}, store).changed('bob');
    await served.patient('the callback', gate.reached);
    same(await bob.ask('permits post'), 'false', 'after');
  },

  async 'closes a socket whose user lost what the guard asks for'(bench) {
    const { served, becomes } = await users(bench, asksPost);
    const bob = await served.openAs('bob');
    becomes(() => []);
    await served.security.changed('bob');
    await bob.ends({ code: 4403 });
  },

  async 'leaves a socket open whose user keeps what the guard asks for'(bench) {
    const { served, becomes } = await users(bench, asksPost);
    const bob = await served.openAs('bob');
    becomes(() => ['role:other', 'role:writer']);
    await served.security.changed('bob');
    same(await bob.ask('permits post'), 'true', 'after');
  },

  async 'closes a socket whose user is no longer known'(bench) {
    const { served, becomes } = await users(bench);
    const [alice, bob] = [await served.openAs('alice'), await served.openAs('bob')];
    becomes(() => null);
    await served.security.changed('bob');
    await bob.ends({ code: 4401, reason: 'refused' });
    same(await alice.ask('who'), 'alice', 'another user');
  },

  async 'closes a socket whose principals cannot be loaded any more'(bench) {
    const { served, becomes } = await users(bench);
    const bob = await served.openAs('bob');
    becomes(() => Promise.reject(new Error('The user table is gone.')));
    await served.security.changed('bob');
    await bob.ends({ code: 1013, reason: 'unavailable' });
    await served.watchesNone();
  },

  async 'holds messages back while principals are loaded again'(bench) {
    const { served, becomes } = await users(bench);
    const bob = await served.openAs('bob');
    const gate = new Gate();
    becomes(async () => {
      await gate.pass();
      return [];
    });
    await served.security.changed('bob');
    await served.patient('the callback', gate.reached);
    bob.send('permits post', 'permits look');
    gate.open();
    same([await bob.next(), await bob.next()], ['false', 'true'], 'answers');
  },

  async 'handles no message of a user who is lost while it waits'(bench) {
    const { served, becomes } = await users(bench, asksPost);
    const bob = await served.openAs('bob');
    const gate = new Gate();
    becomes(async () => {
      await gate.pass();
      return [];
    });
    await served.security.changed('bob');
    await served.patient('the callback', gate.reached);
    bob.send('too late');
    gate.open();
    await bob.ends({ code: 4403 });
    same(served.heard, ['open'], 'what the application saw');
  },

  async 'holds messages back while the guard is asked again'(bench) {
    const gate = new Gate();
    const rooms: (() => Promise<null> | Resource)[] = [() => ROOT];
    const resource = (): Promise<null> | Resource => (rooms.shift() as () => Resource)();
    const guard = { kind: 'permit', permission: 'post', resource } as const;
    const { served } = await users(bench, { guard });
    const bob = await served.openAs('bob');
    rooms.push(async () => {
      await gate.pass();
      return null;
    });
    await served.security.changed('bob');
    await served.patient('the resource function', gate.reached);
    bob.send('too late');
    // The answer to another client says that the message has come.
    rooms.push(() => ROOT);
    await (await served.openAs('bob')).ask('who');
    gate.open();
    await bob.ends({ code: 4404 });
    same(served.heard, ['open', 'open', 'who'], 'what the application saw');
  },

  async 'closes a socket that sends too many messages while principals are loaded'(bench) {
    const { served, becomes } = await users(bench);
    const bob = await served.openAs('bob');
    const gate = new Gate();
    becomes(async () => {
      await gate.pass();
      return [];
    });
    await served.security.changed('bob');
    await served.patient('the callback', gate.reached);
    bob.send(...TOO_MANY);
    await bob.ends({ code: 1008 }).finally(() => gate.open());
    same(served.heard, ['open'], 'what the application saw');
  },
};

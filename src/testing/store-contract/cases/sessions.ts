import { holds, same } from '../../contract/check.ts';
import type { StoreCases } from '../store-bench.ts';

/** The sessions of users. */
export const sessionCases: StoreCases = {
  async 'lists the sessions of a user, the latest login first'(bench) {
    const user = bench.id();
    const now = Date.now();
    const sessions = [3, 1, 2].map((step) => bench.session({ user, startedAt: now + step }));
    for (const session of sessions) await bench.one.addSession(session, false);
    await bench.one.addSession(bench.session(), false);
    const found = await bench.other.sessionsOf(user);
    same(
      found.map(({ startedAt }) => startedAt - now),
      [3, 2, 1],
      'the order',
    );
    same(await bench.other.sessionsOf(bench.id()), [], 'the sessions of another user');
  },

  async 'keeps every member of a session'(bench) {
    const given = bench.session({
      label: "Firefox “on” Linux 🦊, '42' \\ %",
      endsAt: null,
      until: null,
      refresh: { jti: bench.id(), idleUntil: Date.now() + 1000 },
    });
    await bench.one.addSession(given, false);
    const { id, user, startedAt, endsAt, until, label } = given;
    const stored = await bench.other.session(id);
    same(
      [stored?.id, stored?.user, stored?.startedAt, stored?.endsAt, stored?.until, stored?.label],
      [id, user, startedAt, endsAt, until, label],
      'the session',
    );
    same(stored?.seenAt, startedAt, 'when it was seen');
    holds(!('refresh' in (stored ?? {})), 'A session shows its refresh tokens.');
    same(await bench.other.session(bench.id()), null, 'a session that does not exist');
  },

  async 'removes a session that is revoked'(bench) {
    const session = bench.session();
    await bench.one.addSession(session, true);
    await bench.other.append([bench.entry('session', { id: session.id, user: session.user })]);
    same(await bench.one.session(session.id), null, 'the session');
    same(await bench.one.sessionsOf(session.user), [], 'the list');
  },

  async 'removes a session that is revoked by its id alone'(bench) {
    const session = bench.session();
    await bench.one.addSession(session, false);
    await bench.other.append([bench.entry('session', { id: session.id, user: null })]);
    same(await bench.one.sessionsOf(session.user), [], 'the list');
  },

  async 'removes the sessions of a user that began before the cut-off, and no others'(bench) {
    const user = bench.id();
    const old = bench.session({ user, startedAt: await bench.one.begin(null) });
    const other = bench.session();
    for (const session of [old, other]) await bench.one.addSession(session, true);
    await bench.other.append([bench.entry('user', { id: user, user })]);
    const fresh = bench.session({ user, startedAt: await bench.one.begin(null) });
    await bench.one.addSession(fresh, true);
    same(
      (await bench.other.sessionsOf(user)).map(({ id }) => id),
      [fresh.id],
      'of the user',
    );
    same((await bench.other.sessionsOf(other.user)).length, 1, 'of another user');
  },

  async 'keeps users apart whose ids begin alike'(bench) {
    const user = bench.id();
    const users = [user, `${user}0`, `${user} 0`, `${user}:`, `${user}%`, user.slice(0, -1)];
    for (const one of users)
      await bench.one.addSession(bench.session({ user: one, startedAt: 1 }), false);
    for (const one of users) {
      const found = await bench.other.sessionsOf(one);
      same([found.length, found[0]?.user], [1, one], `the sessions of "${one}"`);
    }
    await bench.other.append([bench.entry('user', { id: user, user })]);
    const left = await Promise.all(users.map((one) => bench.one.sessionsOf(one)));
    same(
      left.map(({ length }) => length),
      [0, 1, 1, 1, 1, 1],
      'the sessions that are left',
    );
  },

  async 'notes when a session was seen, and never an earlier time'(bench) {
    const session = bench.session();
    await bench.one.addSession(session, false);
    await bench.other.touchSession(session.id, session.startedAt + 5000);
    await bench.one.touchSession(session.id, session.startedAt + 4000);
    same((await bench.one.session(session.id))?.seenAt, session.startedAt + 5000, 'seen');
  },

  async 'does not bring back a session that was removed'(bench) {
    const session = bench.session();
    await bench.one.addSession(session, true);
    await bench.one.append([bench.entry('session', { id: session.id })]);
    await bench.other.touchSession(session.id, Date.now());
    same(await bench.one.session(session.id), null, 'the session');
    same(await bench.one.sessionsOf(session.user), [], 'the list');
    same(await bench.one.known([session.id]), [], 'known');
  },

  async 'stores a session again under the same id'(bench) {
    const session = bench.session();
    await bench.one.addSession(session, true);
    await bench.other.addSession({ ...session, label: 'again' }, true);
    same(
      (await bench.one.sessionsOf(session.user)).map(({ label }) => label),
      ['again'],
      'labels',
    );
  },
};

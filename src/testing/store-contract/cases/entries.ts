import { holds, same } from '../../contract/check.ts';
import type { StoreCases } from '../store-bench.ts';

const HOUR = 3_600_000;

/** Entries, cut-offs and times. */
export const entryCases: StoreCases = {
  async 'stores all entries of one call, and returns them with their cut-offs'(bench) {
    const session = bench.entry('session', { user: bench.id() });
    const user = bench.entry('user');
    const stored = await bench.one.append([session, user]);
    same({ ...stored[0] }, { ...session, at: 0 }, 'the entry of the session');
    holds((stored[1]?.at ?? 0) > 1_700_000_000_000, 'The cut-off is no time in milliseconds.');
    const { entries } = await bench.all(bench.other);
    same(entries.length, 2, 'the number of entries');
  },

  async 'stores nothing for an empty list'(bench) {
    same(await bench.one.append([]), [], 'what is returned');
    same((await bench.all(bench.other)).entries, [], 'the entries');
  },

  async 'keeps every member of an entry'(bench) {
    const user = `own:${'x'.repeat(196)}`;
    const given = [
      bench.entry('token', { user, until: null }),
      bench.entry('session', { id: `own:!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ 'a' ${'é'.length}` }),
      bench.entry('changed', { id: user, user }),
    ];
    await bench.one.append(given);
    const { entries } = await bench.all(bench.other);
    for (const entry of given)
      same(
        entries.find(({ kind }) => kind === entry.kind),
        { kind: entry.kind, id: entry.id, user: entry.user, until: entry.until, at: 0 },
        `the ${entry.kind}`,
      );
  },

  async 'keeps the later of two times of one id, and the later cut-off'(bench) {
    const id = bench.id();
    const until = Date.now() + HOUR;
    await bench.one.append([bench.entry('session', { id, until })]);
    await bench.other.append([bench.entry('session', { id, until: until - 1000 })]);
    const [first] = await bench.one.append([bench.entry('user', { id, until: null })]);
    const [second] = await bench.other.append([bench.entry('user', { id, until })]);
    holds((second?.at ?? 0) > (first?.at ?? 0), 'A later cut-off is not later.');
    const { entries } = await bench.all(bench.one);
    const ofKind = (kind: string) => entries.filter((entry) => entry.kind === kind);
    same(
      [...new Set(ofKind('session').map((entry) => entry.until))].at(-1),
      until,
      'the later time',
    );
    same(Math.max(...ofKind('user').map(({ at }) => at)), second?.at, 'the later cut-off');
    same(ofKind('user').at(-1)?.until, null, 'the end of the cut-off');
  },

  async 'gives a login a time that no earlier cut-off revokes, and a cut-off one that revokes it'(
    bench,
  ) {
    const id = bench.id();
    for (let round = 0; round < 10; round++) {
      const [store, next] = round % 2 === 0 ? [bench.one, bench.other] : [bench.other, bench.one];
      const began = await store.begin(Date.now() + HOUR);
      const [entry] = await next.append([bench.entry('user', { id })]);
      const cutOff = entry?.at ?? 0;
      holds(began < cutOff, `A login at ${began} outlives the cut-off ${cutOff} that came later.`);
      const again = await store.begin(Date.now() + HOUR);
      holds(again >= cutOff, `A login at ${again} is revoked by the cut-off ${cutOff} before it.`);
    }
  },

  async 'gives whole milliseconds near the present'(bench) {
    const before = Date.now();
    const began = await bench.one.begin(null);
    holds(Number.isSafeInteger(began), `${began} is no whole number.`);
    holds(Math.abs(began - before) < 60_000, `${began} is not near ${before}.`);
  },

  async 'remembers when the last token of all logins ends'(bench) {
    same(await bench.one.horizon(), 0, 'without logins');
    const until = Date.now() + HOUR;
    await bench.one.begin(until);
    await bench.other.begin(until - 1);
    same(await bench.other.horizon(), until, 'the latest end');
    await bench.one.begin(null);
    await bench.one.begin(until + HOUR);
    same(await bench.other.horizon(), null, 'with a login that never ends');
  },

  async 'names ids of an allowlist until they are revoked'(bench) {
    const session = bench.session();
    const token = bench.entry('known');
    await bench.one.addSession(session, true);
    await bench.one.append([token]);
    const ids = [bench.id(), token.id, session.id];
    same([...(await bench.other.known(ids))].sort(), [token.id, session.id].sort(), 'known');
    await bench.other.append([bench.entry('session', { id: session.id })]);
    await bench.other.append([bench.entry('token', { id: token.id })]);
    same(await bench.one.known(ids), [], 'known after they were revoked');
    same(await bench.one.known([]), [], 'known of no ids');
  },

  async 'removes what ended before a time, and nothing that never ends'(bench) {
    const now = Date.now();
    const kept = [
      bench.entry('session', { until: now + HOUR }),
      bench.entry('token', { until: null }),
      bench.entry('user', { until: null }),
    ];
    await bench.one.append([bench.entry('session', { until: now - 2000 }), ...kept]);
    await bench.one.append([bench.entry('known', { until: now - 2000 })]);
    await bench.one.addSession(bench.session({ until: now - 2000, endsAt: now - 3000 }), false);
    await bench.other.purge(now);
    const { entries } = await bench.all(bench.one);
    same(entries.map(({ id }) => id).sort(), kept.map(({ id }) => id).sort(), 'what is left');
  },

  async 'forgets nothing for a clock that is years ahead'(bench) {
    const entry = bench.entry('session');
    await bench.one.append([entry]);
    await bench.one.purge(Date.now() + 10 * 365 * 24 * HOUR);
    same(
      (await bench.all(bench.other)).entries.map(({ id }) => id),
      [entry.id],
      'what is left',
    );
  },
};

import { StoreLostError } from '../../../stores/model/store.ts';
import { holds, same } from '../../contract/check.ts';
import type { StoreBench, StoreCases } from '../store-bench.ts';

/** How a process hears of what others did. */
export const feedCases: StoreCases = {
  async 'keeps its generation when it is opened again'(bench) {
    const before = (await bench.all(bench.one)).last.generation;
    await bench.one.open(true);
    const again = await bench.world.store();
    await again.open(true);
    const { entries, last } = await bench.all(again);
    same(last.generation, before, 'the generation');
    same(entries, [], 'the entries: only a new store begins with a cut-off');
  },

  async 'reads all first, and then what came after, in order'(bench) {
    const before = [bench.entry('session'), bench.entry('token')];
    await bench.one.append(before);
    const { entries, last } = await bench.all(bench.other);
    holds(last.whole, 'The first answer does not say that it is the whole.');
    same(ids(entries).sort(), ids(before).sort(), 'all');
    const after = Array.from({ length: 20 }, () => bench.entry('session'));
    for (const [index, entry] of after.entries())
      await (index % 2 === 0 ? bench.one : bench.other).append([entry]);
    same(ids(await bench.since(bench.other, last.position)), ids(after), 'what came after');
    same(await bench.since(bench.one, await bench.position(bench.one)), [], 'at the end');
  },

  async 'reads thousands of entries in pages'(bench) {
    const { position } = (await bench.all(bench.other)).last;
    const many = Array.from({ length: 3500 }, () => bench.entry('session'));
    await bench.one.append(many);
    same(ids((await bench.all(bench.other)).entries).sort(), ids(many).sort(), 'all');
    same(new Set(ids(await bench.since(bench.other, position))).size, many.length, 'the tail');
  },

  async 'answers a wait as soon as another process stores an entry'(bench) {
    const position = await bench.position(bench.other);
    const waiting = bench.other.changes(position, 10_000);
    await pause(50);
    const entry = bench.entry('session');
    await bench.one.append([entry]);
    same(ids((await waiting).entries), [entry.id], 'the entries');
  },

  async 'answers a wait in which nothing happens with no entries'(bench) {
    const position = await bench.position(bench.one);
    const answer = await bench.one.changes(position, 50);
    same([answer.entries.length, answer.whole, answer.more], [0, false, false], 'the answer');
    const entry = bench.entry('session');
    await bench.other.append([entry]);
    same(ids(await bench.since(bench.one, answer.position)), [entry.id], 'what came afterwards');
  },

  async 'answers an entry that was stored before the wait began'(bench) {
    const position = await bench.position(bench.other);
    const entry = bench.entry('token');
    await bench.one.append([entry]);
    same(ids((await bench.other.changes(position, 10_000)).entries), [entry.id], 'the entries');
  },

  async 'answers several who wait'(bench) {
    const position = await bench.position(bench.one);
    const waiting = [bench.one, bench.other].map((store) => store.changes(position, 10_000));
    await pause(50);
    const entry = bench.entry('changed');
    await bench.other.append([entry]);
    for (const answer of await Promise.all(waiting)) same(ids(answer.entries), [entry.id], 'each');
  },

  async 'tells of an allowed session'(bench) {
    const position = await bench.position(bench.other);
    const session = bench.session();
    await bench.one.addSession(session, true);
    const [entry] = await bench.since(bench.other, position);
    same([entry?.kind, entry?.id, entry?.until], ['known', session.id, session.until], 'the entry');
  },

  async 'ends its waits when it is closed'(bench) {
    const store = await bench.world.store();
    await store.open(false);
    const waiting = store.changes(await bench.position(store), 60_000).catch(() => null);
    await pause(50);
    await store.close();
    await waiting;
  },

  async 'says that its content was lost'(bench) {
    const { empty } = bench.world;
    if (empty === undefined) return;
    const { last } = await bench.all(bench.one);
    await bench.one.append([bench.entry('session')]);
    await empty();
    for (const position of [last.position, null])
      await rejectsLost(bench, () => bench.one.changes(position, 0));
    await bench.one.open(true);
    const { entries, last: after } = await bench.all(bench.other);
    holds(after.generation !== last.generation, 'The new content has the generation of the old.');
    same(
      entries.map(({ kind, until }) => [kind, until]),
      [['all', null]],
      'the new content',
    );
    const again = await bench.one.changes(last.position, 0);
    holds(again.whole, 'A position of the old content is taken for one of the new content.');
  },
};

async function rejectsLost(_: StoreBench, run: () => Promise<unknown>): Promise<void> {
  const error = await run().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  holds(
    error instanceof StoreLostError,
    `It does not reject with StoreLostError: ${String(error)}`,
  );
}

function ids(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

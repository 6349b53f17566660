/**
 * A process with a store, which its parent calls by messages. Arguments: the kind of the store and
 * the path of its file. It is bundled, so that versions of Node that read no TypeScript run it.
 */
import { lmdbStore } from '../../../src/stores/lmdb.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import type { Store } from '../../../src/stores/model/store.ts';
import type { RotationStep } from '../../../src/stores/model/stored-session.ts';
import { sqliteStore } from '../../../src/stores/sqlite.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import type { OpenDatabase } from '../sqlite/open-database.ts';

const [, , kind, path = ''] = process.argv;
const store: Store =
  kind === 'lmdb' ? lmdbStore({ path }) : sqliteStore(openDatabase(path) as OpenDatabase);

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

const answerer = {
  /** Uses one token many times at once. */
  rotateMany: (step: RotationStep, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        store.rotate({ ...step, successor: `${step.successor}-${index}` }),
      ),
    ),

  /** Uses one token many times at once. */
  countUseMany: (id: string, most: number, count: number) =>
    Promise.all(Array.from({ length: count }, () => store.countUse(id, most, null))),

  /** Follows until it has heard `count` entries, and returns their ids in order. */
  async follow(count: number) {
    const ids: string[] = [];
    let position: string | null = null;
    while (ids.length < count) {
      const { entries, position: next } = await store.changes(position, 400);
      position = next;
      ids.push(...entries.map(({ id }) => id));
    }
    return ids;
  },

  /** Stores entries one after the other. */
  async appendEach(entries: readonly NewEntry[]) {
    for (const entry of entries) await store.append([entry]);
  },

  /** Stores entries, some at once, and tells the parent of each that is stored. */
  async appendAndSay(entries: readonly NewEntry[], atOnce: number) {
    const rest = [...entries];
    const work = async (): Promise<void> => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        await store.append([next]);
        process.send?.({ stored: next.id });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  },

  /** Changes the clock of this process. */
  async turnClock(milliseconds: number) {
    const now = Date.now;
    Date.now = () => now() + milliseconds;
  },
};

process.on('message', ({ id, method, args }: Call) => {
  const target = method in answerer ? answerer : store;
  const run = (target as unknown as Record<string, (...given: unknown[]) => unknown>)[method];
  Promise.resolve()
    .then(() => run?.apply(target, [...args]))
    .then(
      (value) => process.send?.({ id, value }),
      (error: Error) => process.send?.({ id, error: { name: error.name, message: error.message } }),
    );
});
process.on('disconnect', () => process.exit());

import { StoreLostError } from '../../../stores/model/store.ts';
import { holds, same } from '../../contract/check.ts';
import type { StoreBench, StoreCases } from '../store-bench.ts';

const HOUR = 3_600_000;

/** Tokens that may be used a limited number of times. */
export const useCases: StoreCases = {
  async 'counts the uses of a token, by whichever process'(bench) {
    const id = bench.id();
    const within: boolean[] = [];
    for (let use = 0; use < 5; use++)
      within.push(
        await (use % 2 === 0 ? bench.one : bench.other).countUse(id, 3, Date.now() + HOUR),
      );
    same(within, [true, true, true, false, false], 'whether each use is within three');
  },

  async 'gives one of fifty uses at once to a token that may be used once'(bench) {
    for (const until of [Date.now() + HOUR, null]) {
      const id = bench.id();
      const uses = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? bench.one : bench.other).countUse(id, 1, until),
      );
      const within = (await Promise.all(uses)).filter((isWithin) => isWithin);
      same(within.length, 1, 'the number of uses that are within one');
    }
  },

  async 'gives seven of fifty uses at once to a token that may be used seven times'(bench) {
    const id = bench.id();
    const uses = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? bench.one : bench.other).countUse(id, 7, Date.now() + HOUR),
    );
    same((await Promise.all(uses)).filter((isWithin) => isWithin).length, 7, 'those within seven');
  },

  async 'keeps tokens apart whose ids are alike'(bench) {
    const id = `own:${'x'.repeat(195)}`;
    const ids = [
      id,
      `${id}y`,
      id.slice(0, -1),
      'own:\'%_\\ "{}',
      'own:constructor',
      'own:__proto__',
    ];
    for (const one of ids) same(await bench.one.countUse(one, 1, null), true, `"${one}"`);
    for (const one of ids) same(await bench.other.countUse(one, 1, null), false, `"${one}" again`);
  },

  async 'keeps counts when it is opened again'(bench) {
    const id = bench.id();
    await bench.one.countUse(id, 1, Date.now() + HOUR);
    const again = await bench.world.store();
    await again.open(true);
    same(await again.countUse(id, 1, Date.now() + HOUR), false, 'a second use');
  },

  async 'tells no process of a use'(bench) {
    const before = await bench.all(bench.other);
    await bench.one.countUse(bench.id(), 1, Date.now() + HOUR);
    same(await bench.since(bench.other, before.last.position), [], 'the entries');
    same((await bench.all(bench.other)).entries, before.entries, 'all entries');
  },

  async 'removes counts of tokens that ended before a time, and no others'(bench) {
    const now = Date.now();
    const [ended, lasting, endless] = [bench.id(), bench.id(), bench.id()];
    await bench.one.countUse(ended, 1, now - 2000);
    await bench.one.countUse(lasting, 1, now + HOUR);
    await bench.one.countUse(endless, 1, null);
    same(await bench.one.countUse(ended, 1, now - 2000), false, 'before it is removed');
    await bench.other.purge(now);
    await bench.other.purge(now + 10 * 365 * 24 * HOUR);
    same(await bench.one.countUse(ended, 1, now - 2000), true, 'the count that was removed');
    same(await bench.one.countUse(lasting, 1, now + HOUR), false, 'the one that is kept');
    same(await bench.one.countUse(endless, 1, null), false, 'the one without an end');
  },

  async 'counts nothing in a store whose content was lost'(bench) {
    const { empty } = bench.world;
    if (empty === undefined) return;
    await bench.one.countUse(bench.id(), 1, Date.now() + HOUR);
    await empty();
    await rejectsLost(bench);
  },
};

async function rejectsLost(bench: StoreBench): Promise<void> {
  const error = await bench.one.countUse(bench.id(), 1, Date.now() + HOUR).then(
    (isWithin) => isWithin,
    (thrown: unknown) => thrown,
  );
  holds(
    error instanceof StoreLostError,
    `It does not reject with StoreLostError: ${String(error)}`,
  );
}

import type { TestRunner } from '../contract/test-runner.ts';
import { entryCases } from './cases/entries.ts';
import { feedCases } from './cases/feed.ts';
import { rotationCases } from './cases/rotation.ts';
import { sessionCases } from './cases/sessions.ts';
import { useCases } from './cases/uses.ts';
import type { StoreCases, StoreWorld } from './store-bench.ts';
import { StoreBench } from './store-bench.ts';

const cases: StoreCases = {
  ...entryCases,
  ...feedCases,
  ...sessionCases,
  ...rotationCases,
  ...useCases,
};

/**
 * Declares one test for each rule that a store has to keep.
 *
 * @param runner - the module of the test runner: vitest, `node:test`, `bun:test`
 * @param open - returns a new content without anything in it
 * @example
 * storeContract(runner, async () => {
 *   const store = memoryStore();
 *   return { store: async () => store, close: () => store.close() };
 * });
 */
export function storeContract(
  { test }: Pick<TestRunner, 'test'>,
  open: () => Promise<StoreWorld>,
): void {
  for (const [name, run] of Object.entries(cases))
    test(name, async () => {
      const world = await open();
      const stores = [await world.store(), await world.store()] as const;
      try {
        for (const store of stores) await store.open(false);
        await run(new StoreBench(world, ...stores));
      } finally {
        for (const store of new Set(stores)) await store.close();
        await world.close();
      }
    });
}

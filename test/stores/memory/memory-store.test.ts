import * as runner from 'vitest';
import { memoryStore } from '../../../src/stores/memory/memory-store.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';

runner.describe('memoryStore', () => {
  storeContract(runner, async () => {
    const store = memoryStore();
    return { store: async () => store, close: () => store.close() };
  });

  runner.it('reports that the isolates of a Worker do not share it', async () => {
    const namesOf = async () => (await memoryStore().open(true)).map(({ name }) => name);
    runner.expect(await namesOf()).toEqual([]);
    runner.vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    runner.onTestFinished(() => void runner.vi.unstubAllGlobals());
    runner.expect(await namesOf()).toEqual(['store_not_shared']);
  });
});

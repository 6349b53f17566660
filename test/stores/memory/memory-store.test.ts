import * as runner from 'vitest';
import { memoryStore } from '../../../src/stores/memory/memory-store.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';

runner.describe('memoryStore', () => {
  storeContract(runner, async () => {
    const store = memoryStore();
    return { store: async () => store, close: () => store.close() };
  });
});

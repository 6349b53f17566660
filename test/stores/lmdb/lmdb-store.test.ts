import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'vitest';
import { lmdbStore } from '../../../src/stores/lmdb.ts';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';

runner.describe('lmdbStore', () => {
  storeContract(runner, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lmdb-store-'));
    const path = join(folder, 'sessions.lmdb');
    return {
      store: async () => lmdbStore({ path }),
      empty: async () => {
        for (const suffix of ['', '-lock', '.seal']) rmSync(`${path}${suffix}`);
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  });
});

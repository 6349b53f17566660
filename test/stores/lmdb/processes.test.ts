import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { StoreProgram } from '../../support/store-process.ts';
import { processCases } from '../embedded/process-cases.ts';

describe('lmdbStore in several processes', { timeout: 60_000 }, () => {
  let program: StoreProgram;
  beforeAll(async () => {
    program = await StoreProgram.build();
  });
  afterAll(() => program.remove());

  processCases(async (run) => {
    const folder = mkdtempSync(join(tmpdir(), 'lmdb-processes-'));
    try {
      await run(async () => {
        const started = program.start('lmdb', join(folder, 'sessions.lmdb'));
        await started.store.open(false);
        return started;
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { findNodeWithSqlite, needs, nodeWithSqlite } from '../../support/needs.ts';
import { StoreProgram } from '../../support/store-process.ts';
import { processCases } from '../embedded/process-cases.ts';

needs(nodeWithSqlite())('sqliteStore in several processes', () => {
  let program: StoreProgram;
  beforeAll(async () => {
    program = await StoreProgram.build();
  });
  afterAll(() => program.remove());

  processCases(async (run) => {
    const folder = mkdtempSync(join(tmpdir(), 'sqlite-processes-'));
    try {
      await run(async () => {
        const path = join(folder, 'sessions.sqlite');
        const started = program.start('sqlite', path, findNodeWithSqlite());
        await started.store.open(false);
        return started;
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

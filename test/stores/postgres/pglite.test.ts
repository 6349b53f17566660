import { PGlite } from '@electric-sql/pglite';
import * as runner from 'vitest';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';
import { PostgresWorlds } from '../../support/postgres-world.ts';

const { afterAll, beforeAll, describe } = runner;

describe('postgresStore with PGlite', () => {
  let worlds: PostgresWorlds;
  beforeAll(async () => {
    const database = await PGlite.create();
    worlds = new PostgresWorlds({
      all: [database],
      run: (statement) => database.exec(statement),
      end: () => database.close(),
    });
  }, 120_000);
  afterAll(() => worlds.end());
  storeContract(runner, async () => worlds.open());
});

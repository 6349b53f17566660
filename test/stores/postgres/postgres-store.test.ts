import * as runner from 'vitest';
import { storeContract } from '../../../src/testing/store-contract/store-contract.ts';
import { needs } from '../../support/needs.ts';
import { postgres, PostgresServer } from '../../support/postgres.ts';
import { pools, PostgresWorlds, sqls } from '../../support/postgres-world.ts';

const { afterAll, beforeAll, describe } = runner;

needs(postgres())('postgresStore', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start({ fsync: 'off' });
  });
  afterAll(() => server.remove());

  for (const [name, clients] of Object.entries({
    'a pool of pg': pools,
    'an sql of postgres': sqls,
  }))
    describe(`with ${name}`, () => {
      let worlds: PostgresWorlds;
      beforeAll(() => {
        worlds = new PostgresWorlds(clients(server.url));
      });
      afterAll(() => worlds.end());
      storeContract(runner, async () => worlds.open());
    });
});

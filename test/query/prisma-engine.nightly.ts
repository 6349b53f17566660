import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { List } from '../../src/query.ts';
import { prisma } from '../../src/query.ts';
import { needs } from '../support/needs.ts';
import { PostgresServer, postgres } from '../support/postgres.ts';
import { print } from '../support/repetitions.ts';
import type { Ask } from './compare.ts';
import { compareWithDecide } from './compare.ts';
import type { Database } from './databases.ts';
import { openPostgres } from './databases.ts';
import { heightOf } from './rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'ci', 'prisma');
/** The ways from a row to those that its ACL inherits from. */
const RELATIONS = { folderId: 'folder', parentId: 'parent', siteId: 'site' };
const EXTENT = { seed: 2000, worlds: 2, policies: 200, rows: 300 };

/** What is used of the generated client. */
interface Client {
  readonly report: {
    findMany(query: object): Promise<readonly { readonly id: number }[]>;
  };
  $disconnect(): Promise<void>;
}

function run(...args: string[]): void {
  // The client is generated without the schema engine, which would be downloaded.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: FOLDER, env });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${String(stderr)}`);
}

/** Installs Prisma if it is missing, generates its client, and connects it. */
async function connect(connectionString: string): Promise<Client> {
  run(join(ROOT, 'tools', 'ensure-installed.mjs'), FOLDER);
  run(join(FOLDER, 'node_modules', 'prisma', 'build', 'index.js'), 'generate');
  const { PrismaClient } = await import(join(FOLDER, 'client', 'client.ts'));
  const { PrismaPg } = await import(
    join(FOLDER, 'node_modules', '@prisma', 'adapter-pg', 'dist', 'index.mjs')
  );
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
}

needs(postgres())('the engine of Prisma', () => {
  let server: PostgresServer;
  let database: Database;
  let client: Client;
  beforeAll(async () => {
    server = await PostgresServer.start({ fsync: 'off' });
    database = await openPostgres(server.url);
    client = await connect(server.url);
  }, 300_000);
  afterAll(async () => {
    await client?.$disconnect();
    await database?.close();
    server?.remove();
  });

  it('finds the rows that decide allows', async () => {
    const ask: Ask = async (list, world) => {
      const where = prisma(list as List, {
        provider: 'postgresql',
        relations: RELATIONS,
        required: ['id'],
        depth: heightOf(world),
      });
      const query = { where, select: { id: true }, orderBy: { id: 'asc' } };
      return (await client.report.findMany(query)).map(({ id }) => id);
    };
    const pairs = await compareWithDecide(database, ask, EXTENT);
    print('Prisma', { pairs, differences: 0 });
    expect(pairs).toBe(EXTENT.worlds * EXTENT.policies * EXTENT.rows);
  });
});

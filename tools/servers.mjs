/** The servers of stores that the tests start, for tools and benchmarks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { ROOT } from './build.mjs';

const EMPTY = '\0empty';
/** The classes are those of tests, but nothing here is one. */
const withoutVitest = {
  name: 'without-vitest',
  resolveId: (id) => (id === 'vitest' ? EMPTY : null),
  load: (id) => (id === EMPTY ? 'export const describe = null; export const it = null;' : null),
};

/**
 * Starts servers of their own on free ports of loopback.
 *
 * @param {{ redis?: string[], postgres?: Record<string, string> }} settings options of
 *   redis-server, and of the configuration of PostgreSQL
 * @returns {Promise<{ redis: object, postgres: object, close: () => Promise<void> }>}
 */
export async function startServers({ redis = [], postgres = {} } = {}) {
  const { PostgresServer, RedisServer } = await classes();
  const redisServer = await RedisServer.start(...redis);
  try {
    const postgresServer = await PostgresServer.start(postgres);
    return {
      redis: redisServer,
      postgres: postgresServer,
      async close() {
        postgresServer.remove();
        await redisServer.close();
      },
    };
  } catch (error) {
    await redisServer.close();
    throw error;
  }
}

async function classes() {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-servers-'));
  try {
    const bundle = await rolldown({
      input: {
        redis: join(ROOT, 'test', 'support', 'redis-server.ts'),
        postgres: join(ROOT, 'test', 'support', 'postgres.ts'),
      },
      platform: 'node',
      logLevel: 'silent',
      plugins: [withoutVitest],
    });
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' });
    await bundle.close();
    const [{ RedisServer }, { PostgresServer }] = await Promise.all(
      ['redis', 'postgres'].map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)))),
    );
    return { RedisServer, PostgresServer };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the checks of stores on a runtime, with the clients that a user would install. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../build.mjs';
import { runtime } from './binaries.mjs';
import { STORES } from './stores.mjs';

const MINUTES = 5;
const PERMISSIONS = { deno: ['-A'] };

/**
 * @param {string} name one of `RUNTIMES` that has files and connections
 * @param {{ redis: { port: number }, postgres: { url: string } }} servers
 * @returns {Record<string, Record<string, string | null>>} by the name of each store, its checks
 *   and why they failed, or null
 */
export function runStoreChecksOn(name, { redis, postgres }) {
  const { command, args } = runtime(name);
  const file = join(ROOT, 'tools', 'runtimes', 'print-store-checks.mjs');
  const servers = JSON.stringify({ redisPort: redis.port, postgresUrl: postgres.url });
  const names = STORES.map((store) => store.name);
  const { stdout, stderr } = spawnSync(
    command,
    [...args, ...(PERMISSIONS[name] ?? []), file, servers, ...names],
    {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: MINUTES * 60_000,
      killSignal: 'SIGKILL',
      env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    },
  );
  const line = stdout.trim().split('\n').at(-1);
  if (!line.startsWith('{')) throw new Error(`no results: ${stderr}`);
  return JSON.parse(line);
}

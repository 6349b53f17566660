/**
 * `npm test`: installs and builds if needed, then runs all tests. Arguments go to vitest; with
 * `--watch` it runs the tests again after each change.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildExample, buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

try {
  ensureInstalled(ROOT);
  buildLibrary();
  buildExample();
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const given = process.argv.slice(2);
const mode = given.includes('--watch') ? 'watch' : 'run';
const { status } = spawnSync(process.execPath, [vitest, mode, ...given], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);

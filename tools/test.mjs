/** `npm test`: installs and builds if needed, then runs all tests. Arguments go to vitest. */
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
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);

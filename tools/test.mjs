/**
 * `npm test`: installs and builds if needed, then runs the short tests, or those of the
 * files that its arguments name. Arguments go to vitest; with `--watch` it runs the tests again
 * after each change. `npm run test:long` runs the others.
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
const given = process.argv.slice(2).filter((argument) => argument !== '--long');
const mode = given.includes('--watch') ? 'watch' : 'run';
const namesFiles = given.some((argument) => !argument.startsWith('-'));
const tests = process.argv.includes('--long') ? 'long' : namesFiles ? 'all' : 'short';
const { status } = spawnSync(process.execPath, [vitest, mode, ...given], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PYRAMIDION_TESTS: tests },
});
process.exit(status ?? 1);

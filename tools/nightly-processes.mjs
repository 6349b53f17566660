/**
 * `npm run nightly:processes`: the tests of several processes, of stores that fail and of random
 * secrets, with all of their repetitions. `npm test` and `npm run test:long` run a part of them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';

buildLibrary();
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
/** Where tests use `repetitions` of `test/support`. */
const REPEATED = [
  'test/processes',
  'stores/lmdb/processes',
  'stores/sqlite/processes',
  'test/keys/remote/outages',
  'test/keys/strength/weak-secret',
  'test/options/option-reader',
];
const LIMITS = ['--testTimeout=3600000', '--hookTimeout=120000'];
// One file at a time: what is measured must not be disturbed.
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    ...LIMITS,
    '--maxWorkers=1',
    ...(process.argv.length > 2 ? process.argv.slice(2) : REPEATED),
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PYRAMIDION_TESTS: 'nightly' } },
);
process.exit(status ?? 1);

/**
 * Draws mutants of the sources at random, runs the tests that are related to each, and prints those
 * that no test noticed. It works on a copy in a temporary folder.
 * Usage: node tools/mutate.mjs [--count 60] [--minutes 40] [--seed TEXT] [--limit 25] [path …]
 *
 * The paths are folders and files below `src/`; the seed is the commit by default, so that each
 * commit draws others and a run can be repeated. A run that was stopped goes on where it was. It
 * fails if more than `--limit` percent survived: some mutants change nothing that can be seen.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibrary, ROOT } from './build.mjs';
import { copySources, sourceFiles } from './copy-sources.mjs';
import { applied, mutantsOf } from './mutants.mjs';
import { verdict } from './verdict.mjs';

/** How long all tests may run without a change; with one they may take three times as long. */
const SECONDS = 300;
/** Tests that run what is built, read the text of the sources, or do not depend on them. */
const NOT_RELATED = ['tools', 'bench', 'examples', 'readme.test.ts', 'testing/planted.test.ts'].map(
  (name) => `**/test/${name}`,
);
const DEFAULT = ['authn', 'authz', 'http', 'keys', 'security', 'sessions', 'token'].map(
  (folder) => `src/${folder}/`,
);

const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '40' },
    seed: { type: 'string', default: git('rev-parse', '--short', 'HEAD') },
    limit: { type: 'string', default: '25' },
  },
});
const paths = positionals.length > 0 ? positionals : DEFAULT;
const sources = sourceFiles().filter(
  (file) => file.endsWith('.ts') && paths.some((path) => file.startsWith(path)),
);

/** The mutants in an order that only the seed and the sources decide. */
function drawn() {
  const all = sources.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return mutantsOf(text).map((mutant) => {
      const change = [values.seed, file, applied(text, mutant)].join('\0');
      return {
        ...mutant,
        file,
        id: createHash('sha256').update(change).digest('hex').slice(0, 16),
      };
    });
  });
  return all.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, Number(values.count));
}

/** @returns {boolean | null} whether all tests passed; null if they did not end in time */
function passes(folder, seconds, ...args) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--run', '--bail=1', '--reporter=dot', '--passWithNoTests'];
  for (const pattern of NOT_RELATED) options.push('--exclude', pattern);
  const { status, error, pid } = spawnSync(process.execPath, [vitest, ...args, ...options], {
    cwd: folder,
    stdio: 'ignore',
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    detached: true,
  });
  if (error === undefined) return status === 0;
  endGroup(pid);
  return null;
}

/** Ends the workers too: one in an endless loop does not notice that its parent has gone. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (thrown) {
    if (thrown.code !== 'ESRCH') throw thrown;
  }
}

/** The test at the mirrored path is asked first: it is the one that most often notices. */
function fateOf(folder, file, seconds) {
  const mirrored = file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
  let passed = existsSync(join(folder, mirrored)) ? passes(folder, seconds, 'run', mirrored) : true;
  passed &&= passes(folder, 3 * seconds, 'related', file);
  if (passed === null) return 'did not end';
  return passed ? 'survived' : 'killed';
}

function describe({ file, what, start }, text, changed) {
  const line = text.slice(0, start).split('\n').length;
  const at = (whole) => whole.split('\n')[line - 1].trim();
  return `${file}:${line} ${what}\n    - ${at(text)}\n    + ${at(changed)}`;
}

const cache = join(ROOT, 'node_modules', '.cache', 'pyramidion', 'mutants.json');
const known = existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : {};
const end = performance.now() + Number(values.minutes) * 60_000;
const looked = { files: sources.length, mutants: 0 };
const survivors = [];
const endless = [];
const faults = [];
buildLibrary();
const folder = mkdtempSync(join(tmpdir(), 'pyramidion-mutants-'));
try {
  copySources(folder);
  const mutants = drawn();
  const begin = performance.now();
  if (passes(folder, SECONDS, 'related', ...new Set(mutants.map(({ file }) => file))) !== true)
    faults.push('the tests fail without any change: mend them first');
  const seconds = Math.ceil((performance.now() - begin) / 1000);
  for (const mutant of faults.length > 0 ? [] : mutants) {
    const text = readFileSync(join(ROOT, mutant.file), 'utf8');
    const changed = applied(text, mutant);
    if (!(mutant.id in known)) {
      if (performance.now() > end) break;
      writeFileSync(join(folder, mutant.file), changed);
      known[mutant.id] = fateOf(folder, mutant.file, seconds);
      writeFileSync(join(folder, mutant.file), text);
      mkdirSync(dirname(cache), { recursive: true });
      writeFileSync(cache, JSON.stringify(known));
    }
    looked.mutants++;
    if (known[mutant.id] === 'survived') survivors.push(describe(mutant, text, changed));
    if (known[mutant.id] === 'did not end') endless.push(describe(mutant, text, changed));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const survivor of survivors) console.log(`survived: ${survivor}`);
for (const one of endless) console.log(`the tests did not end, counted as killed: ${one}`);
const percent = Math.round((survivors.length / Math.max(1, looked.mutants)) * 100);
console.log(
  `seed ${values.seed}: ${survivors.length} of ${looked.mutants} survived (${percent} %)`,
);
if (percent > Number(values.limit)) faults.push(`more than ${values.limit} % survived`);
verdict('mutate', looked, faults);

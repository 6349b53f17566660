/**
 * Every suite of benchmarks still runs and yields its rows; how fast anything is does not matter.
 * Usage: node tools/check-bench.mjs [suite …] [--rows FILE]
 * FILE is what `npm run bench -- --json FILE` wrote; its rows are checked and nothing is run.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { CURRENT } from './runtimes/measured.mjs';
import { verdict } from './verdict.mjs';

const SUITES = join(ROOT, 'bench', 'suites');
/** Of a suite on a busy machine. */
const SECONDS = 600;

const options = { rows: { type: 'string' } };
const { values, positionals } = parseArgs({ allowPositionals: true, options });
const known = readdirSync(SUITES).map((name) => name.replace(/\.mjs$/, ''));
const suites = positionals.length > 0 ? positionals : known;
const faults = suites
  .filter((name) => !known.includes(name))
  .map((name) => `there is no suite ${name}: there are ${known.join(', ')}`);
const rows =
  values.rows === undefined ? await runAll() : JSON.parse(readFileSync(values.rows, 'utf8'));
for (const suite of suites.filter((name) => known.includes(name))) check(suite);
verdict('check-bench', { suites: suites.length, rows: rows.length }, faults);

function check(suite) {
  const own = rows.filter((row) => row.suite === suite);
  if (!own.some(({ role }) => role === 'ours')) faults.push(`${suite}: it yields no row of ours`);
  if (!own.some(({ role }) => role === 'peer')) faults.push(`${suite}: it yields no row of a peer`);
  for (const { what, who, median } of own)
    if (!Number.isFinite(median)) faults.push(`${suite}: "${what}: ${who}" has no figure`);
}

async function runAll() {
  // For a name that was mistyped nothing is installed, built and run.
  if (faults.length > 0) return [];
  ensureInstalled(join(ROOT, 'bench'));
  buildLibrary();
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-check-bench-'));
  const found = [];
  try {
    // Together: they only have to end.
    await Promise.all(suites.map(async (suite) => found.push(...(await rowsOf(suite, folder)))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

async function rowsOf(suite, folder) {
  const file = join(folder, `${suite}.json`);
  const argv = ['--expose-gc', join(SUITES, `${suite}.mjs`), '--once', '--rows', file];
  const started = performance.now();
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 2, 2],
    timeout: SECONDS * 1000,
    killSignal: 'SIGKILL',
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  console.log(`${suite}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (status !== 0) {
    faults.push(`${suite} did not end well within ${SECONDS} s: status ${status}`);
    return [];
  }
  const rowsIn = JSON.parse(readFileSync(file, 'utf8'));
  return rowsIn.map((row) => ({ suite, runtime: CURRENT, ...row }));
}

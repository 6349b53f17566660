/**
 * Every suite of benchmarks still runs and yields each figure that something is aimed at; how quick anything is, is not looked at.
 * Usage: node tools/check-bench.mjs [suite …] [--rows FILE]; a file is what `npm run bench -- --json FILE` wrote
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { figuresOf } from '../bench/page/judge.mjs';
import { TARGETS } from '../bench/page/targets.mjs';
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { verdict } from './verdict.mjs';

const RUNTIME = `node${process.versions.node.split('.')[0]}`;
const SECONDS = 120;
/** So many at once: they only have to come to an end. */
const WORKERS = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' } },
});
const targets = TARGETS.filter(
  ({ suite }) => positionals.length === 0 || positionals.includes(suite),
);
const suites = [...new Set(targets.map(({ suite }) => suite))];
const faults = positionals
  .filter((name) => !suites.includes(name))
  .map((name) => `there is no suite ${name}`);
const rows =
  values.rows === undefined ? await runAll() : JSON.parse(readFileSync(values.rows, 'utf8'));
for (const target of targets) {
  if (figuresOf(target, rows).length === 0)
    faults.push(`${target.suite}: no row for "${target.aim}" (${String(target.subject)})`);
}
verdict(
  'check-bench',
  { suites: suites.length, targets: targets.length, rows: rows.length },
  faults,
);

async function runAll() {
  // For a name that was mistyped nothing is installed, built and run.
  if (faults.length > 0) return [];
  ensureInstalled(join(ROOT, 'bench'));
  buildLibrary();
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-check-bench-'));
  const waiting = [...suites];
  const found = [];
  const worker = async () => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift())
      found.push(...(await rowsOf(suite, folder)));
  };
  try {
    await Promise.all(Array.from({ length: WORKERS }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

async function rowsOf(suite, folder) {
  const file = join(folder, `${suite}.json`);
  const started = performance.now();
  const argv = [
    '--expose-gc',
    join(ROOT, 'bench', 'suites', `${suite}.mjs`),
    '--once',
    '--rows',
    file,
  ];
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 2, 2],
    timeout: SECONDS * 1000,
    killSignal: 'SIGKILL',
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  console.log(`${suite}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (status !== 0) {
    faults.push(`${suite} did not come to its end in ${SECONDS} s: status ${status}`);
    return [];
  }
  return JSON.parse(readFileSync(file, 'utf8')).map((row) => ({ suite, runtime: RUNTIME, ...row }));
}

/**
 * The hot path takes no more instructions than it did: counted by valgrind, which the noise of a machine does not reach.
 * Usage: node tools/check-instructions.mjs [--update] [--runtime node20,node24,…] [--baseline FILE]
 *
 * A count is that of a run in which one step is walked twice as often, less that of a run in which it is not: starting and warming up are the
 * same in both. V8 is told to do everything on one thread and to leave nothing to chance, and OpenSSL not to look at the processor.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tokens } from '../bench/instructions/tokens.mjs';
import { runtimesNamed } from '../bench/lib/runtimes.mjs';
import { buildLibrary, ROOT } from './build.mjs';
import { verdict } from './verdict.mjs';

const VALGRIND = 'valgrind';
const ROAD = join(ROOT, 'bench', 'instructions', 'road.mjs');
const TIMES = { verify: 4_000, hit: 8_000, permits: 20_000 };
const WORSE = 1.05;
/** A baseline that was left behind would let everything pass that is not slower than long ago. */
const BETTER = 0.95;
const NODE = ['--predictable', '--single-threaded', '--hash-seed=1', '--random-seed=1'];
const SPACE = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C', OPENSSL_ia32cap: '0x0' };

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    runtime: { type: 'string', default: 'current' },
    baseline: { type: 'string', default: join(ROOT, 'bench', 'instructions', 'baseline.json') },
  },
});

if (spawnSync(VALGRIND, ['--version']).status === 0) await check();
else {
  console.log(
    'check-instructions: nothing is counted without valgrind: apt-get install -y valgrind',
  );
  if (process.env.CI === 'true') process.exitCode = 1;
}

async function check() {
  buildLibrary();
  const known = existsSync(values.baseline)
    ? JSON.parse(readFileSync(values.baseline, 'utf8'))
    : {};
  const faults = [];
  const runtimes = runtimesNamed(values.runtime.split(','));
  for (const runtime of runtimes) {
    const before = known[runtime.name];
    const counts = await countsOf(runtime.command);
    print(runtime, counts, before);
    if (values.update) known[runtime.name] = { ...versionsOf(runtime.command), counts };
    else if (isSame(before, runtime)) faults.push(...worse(runtime, counts, before.counts));
    else
      console.log(
        `${runtime.name}: not compared, the baseline is of ${before === undefined ? 'no such runtime' : before.node}`,
      );
  }
  if (values.update) writeFileSync(values.baseline, `${JSON.stringify(known, null, 2)}\n`);
  verdict(
    'check-instructions',
    { runtimes: runtimes.length, steps: Object.keys(TIMES).length },
    faults,
  );
}

/** @returns {Promise<Record<string, number>>} instructions for one walk of each step */
async function countsOf(command) {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-instructions-'));
  try {
    const file = join(folder, 'tokens');
    writeFileSync(file, tokens(100 + 2 * TIMES.verify));
    const walk = (times) =>
      counted(command, [
        ROAD,
        file,
        ...Object.entries(times).map(([step, count]) => `${step}=${count}`),
      ]);
    const steps = Object.keys(TIMES);
    const once = await walk(TIMES);
    const twice = await Promise.all(
      steps.map((step) => walk({ ...TIMES, [step]: 2 * TIMES[step] })),
    );
    return Object.fromEntries(
      steps.map((step, index) => [step, Math.round((twice[index] - once) / TIMES[step])]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function counted(command, argv) {
  const options = [
    '--tool=callgrind',
    '--callgrind-out-file=/dev/null',
    command,
    ...NODE,
    ...SPACE,
    ...argv,
  ];
  const child = spawn(VALGRIND, options, {
    env: ENVIRONMENT,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  const found = /Collected : (\d+)/.exec(said);
  if (found === null || child.exitCode !== 0) throw new Error(`valgrind: ${said}`);
  return Number(found[1]);
}

function versionsOf(command) {
  const { node, v8, openssl } = JSON.parse(
    spawnSync(command, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' }).stdout,
  );
  return { node, v8, openssl, processor: cpus()[0]?.model.trim() ?? 'unknown' };
}

/** Another V8 makes other code, also for another processor, and another OpenSSL other signatures: their counts say nothing of ours. */
function isSame(before, { command }) {
  const now = versionsOf(command);
  return before !== undefined && Object.keys(now).every((part) => before[part] === now[part]);
}

function worse({ name }, counts, before) {
  return Object.entries(counts)
    .filter(([step, count]) => count > before[step] * WORSE)
    .map(([step, count]) => {
      const percent = ((count / before[step] - 1) * 100).toFixed(1);
      return `${name}: ${step} takes ${count} instructions, ${percent} % more than ${before[step]}: mend it, or say why and --update`;
    });
}

function print({ name, version }, counts, before) {
  for (const [step, count] of Object.entries(counts)) {
    const known = before?.counts[step];
    const hint = count < known * BETTER ? ': keep it with --update' : '';
    console.log(
      `${name} ${version} ${step.padEnd(8)} ${String(count).padStart(8)} (baseline ${known ?? 'none'})${hint}`,
    );
  }
}

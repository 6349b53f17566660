/**
 * `npm run bench`: every suite on every runtime it is for, each in a process of its own.
 * Usage: node bench/run.mjs [suite …] [--quick] [--runtime node20,node24,…|current] [--json FILE] [--keep]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildLibrary } from '../tools/build.mjs';
import { ensureInstalled } from '../tools/ensure-installed.mjs';
import { keep } from './lib/record.mjs';
import { pinned, runtimesNamed } from './lib/runtimes.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NODES = ['node20', 'node22', 'node24'];
const EVERYWHERE = [...NODES, 'bun'];

/** The suites, the runtimes of each (fewer for a look, where one takes long), and how many seconds a process of it may take before it is ended. */
const SUITES = {
  token: { runtimes: EVERYWHERE, seconds: 240 },
  http: { runtimes: NODES, quick: ['node24'], seconds: 300 },
  acl: { runtimes: EVERYWHERE, seconds: 90 },
  reject: { runtimes: NODES, seconds: 420 },
  growth: { runtimes: NODES, seconds: 420 },
  weight: { runtimes: NODES, seconds: 240 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    runtime: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => !(name in SUITES));
if (unknown.length > 0) fail(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}.`);
const asked = positionals.length > 0 ? positionals : Object.keys(SUITES).filter((name) => existsSync(fileOf(name)));

ensureInstalled(HERE);
buildLibrary();
const scratch = mkdtempSync(join(tmpdir(), 'pyramidion-bench-'));
const started = new Date();
const rows = [];
const versions = {};
const failures = [];
const pin = pinned(0);
if (pin.length === 0) console.error('taskset is not here: nothing is pinned to a core, and figures will wander more');

try {
  for (const suite of asked) for (const runtime of runtimesOf(suite)) run(suite, runtime);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows.map(withoutRole), null, 1)}\n`);
if (values.keep) console.log(`kept in ${keep(join(HERE, 'results'), rows, versions, started)}`);
if (failures.length > 0) fail(`failed: ${failures.join(', ')}`);

function run(suite, { name, version, command, args }) {
  const file = join(scratch, `${suite}-${name}.json`);
  const started = performance.now();
  const argv = [...pin, command, ...args, fileOf(suite), '--rows', file, ...(values.quick ? ['--quick'] : [])];
  const { status, error } = spawnSync(argv[0], argv.slice(1), {
    stdio: ['ignore', 2, 2],
    timeout: SUITES[suite].seconds * 1000,
    killSignal: 'SIGKILL',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  versions[name] = version;
  if (status !== 0 || !existsSync(file)) {
    failures.push(`${suite} on ${name} (${error?.message ?? `status ${status}`}, ${seconds} s)`);
    return;
  }
  const found = JSON.parse(readFileSync(file, 'utf8')).map((row) => ({ suite, subject: row.subject, runtime: name, ...rest(row) }));
  rows.push(...found);
  print(`${suite} on ${name} ${version}, ${seconds} s`, found);
}

function rest({ unit, median, min, max, ratioToLimit, ratioToBestPeer, role }) {
  return { unit, median, min, max, ratioToLimit, ratioToBestPeer, role };
}

/** The names of the others say what they are; the role is for the page, which has to know it. */
function withoutRole({ role: _role, ...row }) {
  return row;
}

function print(title, found) {
  console.log(`\n${title}`);
  const times = (ratio) => (ratio === null ? '' : `${ratio.toFixed(2)} ×`).padStart(9);
  const width = Math.max(...found.map(({ subject }) => subject.length));
  console.log(`${' '.repeat(width)} ${'median'.padStart(10)} ${''.padEnd(8)} ${'to limit'.padStart(9)} ${'to peer'.padStart(9)}`);
  for (const { subject, unit, median, ratioToLimit, ratioToBestPeer } of found) {
    console.log(
      `${subject.padEnd(width)} ${String(median).padStart(10)} ${unit.padEnd(8)} ${times(ratioToLimit)} ${times(ratioToBestPeer)}`,
    );
  }
}

function runtimesOf(suite) {
  const { runtimes, quick = runtimes } = SUITES[suite];
  return runtimesNamed(values.runtime?.split(',') ?? (values.quick ? quick : runtimes));
}

function fileOf(suite) {
  return join(HERE, 'suites', `${suite}.mjs`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

/**
 * `npm run bench`: every suite on every runtime it is for, each in a process of its own.
 * Usage: node bench/run.mjs [suite …] [--brief] [--runtime node20,…|current] [--json FILE] [--keep]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildLibrary } from '../tools/build.mjs';
import { ensureInstalled } from '../tools/ensure-installed.mjs';
import { pinned, runtimesNamed } from '../tools/runtimes/measured.mjs';
import { keep } from './lib/record.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NODES = ['node20', 'node22', 'node24'];

/** The runtimes of each suite, and after how many seconds a process of it is ended. */
const SUITES = {
  token: { runtimes: [...NODES, 'bun'], seconds: 600 },
  http: { runtimes: NODES, seconds: 600 },
  frameworks: { runtimes: ['node24'], seconds: 600 },
  acl: { runtimes: [...NODES, 'bun'], seconds: 200 },
  reject: { runtimes: NODES, seconds: 420 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    brief: { type: 'boolean', default: false },
    runtime: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  const known = Object.keys(SUITES).join(', ');
  fail(`There is no suite ${unknown.join(', ')}; there are ${known}.`);
}

ensureInstalled(HERE);
buildLibrary();
const scratch = mkdtempSync(join(tmpdir(), 'pyramidion-bench-'));
const started = new Date();
const rows = [];
const versions = {};
const failures = [];
const pin = pinned(0);
if (pin.length === 0) console.error('taskset is missing: nothing is pinned to a core');

try {
  for (const suite of positionals.length > 0 ? positionals : Object.keys(SUITES)) {
    const names = values.runtime?.split(',') ?? SUITES[suite].runtimes;
    for (const runtime of runtimesNamed(names)) run(suite, runtime);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 1)}\n`);
if (values.keep) console.log(`kept in ${keep(join(HERE, 'results'), rows, versions, started)}`);
if (failures.length > 0) fail(`failed: ${failures.join(', ')}`);

function run(suite, { name, version, command, args }) {
  const file = join(scratch, `${suite}-${name}.json`);
  const begun = performance.now();
  const own = [join(HERE, 'suites', `${suite}.mjs`), '--rows', file];
  const argv = [...pin, command, ...args, ...own, ...(values.brief ? ['--brief'] : [])];
  const { status, error } = spawnSync(argv[0], argv.slice(1), {
    stdio: ['ignore', 2, 2],
    timeout: SUITES[suite].seconds * 1000,
    killSignal: 'SIGKILL',
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  versions[name] = version;
  if (status !== 0 || !existsSync(file)) {
    failures.push(`${suite} on ${name} (${error?.message ?? `status ${status}`}, ${seconds} s)`);
    return;
  }
  const found = JSON.parse(readFileSync(file, 'utf8')).map((row) => ({
    suite,
    runtime: name,
    ...row,
  }));
  rows.push(...found);
  print(`${suite} on ${name} ${version}, ${seconds} s`, found);
}

function print(title, found) {
  console.log(`\n${title}`);
  for (const { what, who, median, unit, timesOurs } of found)
    console.log(`${what}: ${who}`.padEnd(80), String(median).padStart(8), unit, timesOurs ?? '');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

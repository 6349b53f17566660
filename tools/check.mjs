/**
 * `npm run check`: runs every script of package.json whose name begins with `check:`, and prints
 * what failed. `npm run nightly` does the same with those of `nightly:`, one at a time.
 * Usage: node tools/check.mjs [--group NAME] [--jobs N] [--list] [name …]
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** The lines that are shown of a gate that failed: its end, where the verdict is. */
const SHOWN = 60;
/** The begin of a line that is shown also if the gate has passed. */
const MEASURED = 'measured: ';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    group: { type: 'string', default: 'check' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    list: { type: 'boolean', default: false },
  },
});
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const all = Object.keys(scripts).filter((name) => name.startsWith(`${values.group}:`));
const chosen = positionals.map((name) => `${values.group}:${name}`);

function lastLines(output) {
  const lines = output.trimEnd().split('\n');
  const hidden = lines.length - SHOWN;
  const shown = hidden > 0 ? [`… ${hidden} lines more`, ...lines.slice(-SHOWN)] : lines;
  return shown.map((line) => `       ${line}`).join('\n');
}

/** Runs one script; if it passes, only what it has measured is printed. */
async function run(name) {
  const start = performance.now();
  const child = spawn('npm', ['run', '--silent', name], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data;
    });
  const status = await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${name}`);
  if (status !== 0) console.log(lastLines(output));
  else for (const line of output.split('\n')) if (line.startsWith(MEASURED)) console.log(line);
  return status === 0;
}

async function runAll(names) {
  const waiting = [...names];
  const results = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results.push(await run(name));
  };
  // Several gates read what is built, so that it is built before and only once.
  if (names.length > 0 && 'build' in scripts) results.push(await run('build'));
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  const passed = results.filter(Boolean).length;
  console.log(`${passed} passed, ${results.length - passed} failed, 0 skipped`);
  process.exitCode = results.length > 0 && passed === results.length ? 0 : 1;
}

const unknown = chosen.filter((name) => !(name in scripts));
if (unknown.length > 0) {
  console.error(`there is no script ${unknown.join(', ')}: ${all.join(', ')}`);
  process.exitCode = 1;
} else if (values.list) console.log(all.join('\n'));
else await runAll(chosen.length > 0 ? chosen : all);

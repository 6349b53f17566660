/**
 * The hot path takes no more instructions than it did: counted by valgrind, since other processes
 * on the machine do not change the count. Usage: node tools/check-instructions.mjs
 *   [--update] [--runtime node20,…|current] [--baseline FILE]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibrary, ROOT } from './build.mjs';
import { countInstructions, hasValgrind } from './instructions/count.mjs';
import { runtimesNamed } from './runtimes/measured.mjs';
import { verdict } from './verdict.mjs';

const WORSE = 1.05;
/** A baseline that is left behind lets everything pass that is not slower than long ago. */
const BETTER = 0.95;

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    runtime: { type: 'string', default: 'current' },
    baseline: { type: 'string', default: join(ROOT, 'tools', 'instructions', 'baseline.json') },
  },
});

if (hasValgrind('check-instructions')) await check();

async function check() {
  buildLibrary();
  const known = existsSync(values.baseline)
    ? JSON.parse(readFileSync(values.baseline, 'utf8'))
    : {};
  const faults = [];
  let rows = 0;
  const runtimes = runtimesNamed(values.runtime.split(','));
  for (const runtime of runtimes) {
    const { name, command } = runtime;
    const before = known[name];
    const counts = await countInstructions(command, join(ROOT, 'dist'));
    rows += Object.keys(counts).length;
    print(runtime, counts, before);
    if (values.update) known[name] = { ...versionsOf(command), counts };
    else if (isSame(before, command)) faults.push(...worse(name, counts, before.counts));
    else
      console.log(`${name}: not compared, the baseline is of ${before?.node ?? 'no such runtime'}`);
  }
  if (values.update) writeFileSync(values.baseline, `${JSON.stringify(known, null, 2)}\n`);
  verdict('check-instructions', { runtimes: runtimes.length, rows }, faults);
}

function versionsOf(command) {
  const { stdout } = spawnSync(command, ['-p', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
  });
  const { node, v8, openssl } = JSON.parse(stdout);
  return { node, v8, openssl, processor: cpus()[0]?.model.trim() ?? 'unknown' };
}

/** Another V8 or processor means other compiled code, and another OpenSSL signs differently. */
function isSame(before, command) {
  const now = versionsOf(command);
  return before !== undefined && Object.keys(now).every((part) => before[part] === now[part]);
}

function worse(name, counts, before) {
  return Object.entries(counts).flatMap(([row, count]) => {
    const was = before[row];
    if (was === undefined)
      return [`${name}: there is no baseline for "${row}": add it with --update`];
    if (count <= was * WORSE) return [];
    const percent = ((count / was - 1) * 100).toFixed(1);
    return [
      `${name}: "${row}" takes ${count} instructions, ${percent} % more than ${was}: ` +
        'mend it, or say why and --update',
    ];
  });
}

function print({ name, version }, counts, before) {
  for (const [row, count] of Object.entries(counts)) {
    const known = before?.counts[row];
    const hint = count < known * BETTER ? ': keep it with --update' : '';
    console.log(
      `${name} ${version} ${row.padEnd(36)} ${count} (baseline ${known ?? 'none'})${hint}`,
    );
  }
}

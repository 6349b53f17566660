/** Keeps the rows of a run with what a reader has to know: when, where, with which versions. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** The page shows the last two runs. */
const KEPT = 2;

/**
 * @param {string} folder
 * @param {object[]} rows
 * @param {Record<string, string>} runtimes the version of each runtime
 * @param {Date} started
 * @returns {string} the file that was written
 */
export function keep(folder, rows, runtimes, started) {
  const date = started.toISOString().slice(0, 16);
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const packages = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const about = JSON.stringify({ date: `${date}Z`, machine: machine(), runtimes, packages });
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${date.replace(':', '')}.json`);
  writeFileSync(file, `{"about":${about},\n"rows":[\n${lines}\n]}\n`);
  for (const name of namesIn(folder).slice(0, -KEPT)) rmSync(join(folder, name));
  return file;
}

/** The oldest first: they are named by their dates. */
const namesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();

/** @returns the last two runs, or the only one; the older first */
export function kept(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return namesIn(folder)
    .slice(-KEPT)
    .map(read)
    .map(({ about, rows }) => ({ ...about, rows }));
}

/** What the figures depend on, and nothing that names the machine. */
function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    'load, last 15 minutes': loadavg()[2].toFixed(1),
  };
}

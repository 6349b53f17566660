/** Keeps the rows of a run with what a reader has to know: when, where, with which versions. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

const COLUMNS = [
  'suite',
  'runtime',
  'subject',
  'role',
  'unit',
  'median',
  'min',
  'max',
  'ratioToLimit',
  'ratioToBestPeer',
];
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
  const about = { date: `${date}Z`, machine: machine(), runtimes, packages };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${date.replace(':', '')}.json`);
  writeFileSync(file, textOf(about, rows));
  for (const name of namesIn(folder).slice(0, -KEPT)) rmSync(join(folder, name));
  return file;
}

/** A row a line, and the names of its columns only once. */
function textOf(about, rows) {
  const lines = rows.map((row) => JSON.stringify(COLUMNS.map((column) => row[column] ?? null)));
  const columns = JSON.stringify(COLUMNS);
  return `{"about":${JSON.stringify(about)},\n"columns":${columns},\n"rows":[\n${lines.join(',\n')}\n]}\n`;
}

/** The oldest first: they are named by their dates. */
const namesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();

/** @returns the last two runs, or the only one; the older first */
export function kept(folder) {
  return namesIn(folder)
    .slice(-KEPT)
    .map((name) => {
      const { about, columns, rows } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const named = (row) =>
        Object.fromEntries(columns.map((column, index) => [column, row[index]]));
      return { ...about, rows: rows.map(named) };
    });
}

/** What the figures depend on, and nothing that names the machine. */
function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
  };
}

/** Keeps the rows of a run with what a reader has to know about it: when, on which machine, with which versions. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/**
 * @param {string} folder
 * @param {object[]} rows
 * @param {Record<string, string>} runtimes the version of each runtime
 * @param {Date} started when the run began
 * @returns {string} the file that was written
 */
export function keep(folder, rows, runtimes, started) {
  const date = started.toISOString().slice(0, 16);
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const about = { date: `${date}Z`, machine: machine(), runtimes, packages: { ...dependencies, ...optionalDependencies } };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${date.replace(':', '')}.json`);
  writeFileSync(file, textOf({ ...about, rows }));
  return file;
}

const COLUMNS = ['suite', 'runtime', 'subject', 'role', 'unit', 'median', 'min', 'max', 'ratioToLimit', 'ratioToBestPeer'];

/** A row a line, and the names of its columns only once: some thousand rows are kept for as long as there is a history. */
function textOf({ rows, ...about }) {
  const lines = rows.map((row) => JSON.stringify(COLUMNS.map((column) => row[column] ?? null)));
  return `{"about":${JSON.stringify(about)},\n"columns":${JSON.stringify(COLUMNS)},\n"rows":[\n${lines.join(',\n')}\n]}\n`;
}

/**
 * @param {string} folder
 * @returns {{ date: string, machine: object, runtimes: Record<string, string>, packages: Record<string, string>, rows: object[] }[]} what
 *   was kept there, the oldest first
 */
export function kept(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const records = names.map((name) => {
    const { about, columns, rows } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return { ...about, rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))) };
  });
  return records.sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
}

/** Enough to judge the figures by, and nothing that names the machine. */
function machine() {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
  };
}

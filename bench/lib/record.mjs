/** Keeps the rows of a run with what a reader has to know about it: when, on which machine, with which versions. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/**
 * @param {string} folder
 * @param {object[]} rows
 * @param {Record<string, string>} runtimes the version of each runtime
 * @returns {string} the file that was written
 */
export function keep(folder, rows, runtimes) {
  const date = new Date().toISOString().slice(0, 16);
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const record = { date: `${date}Z`, machine: machine(), runtimes, packages: { ...dependencies, ...optionalDependencies }, rows };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${date.replace(':', '')}.json`);
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
  return file;
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

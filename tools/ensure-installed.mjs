/**
 * Installs the locked packages if they are not there, so that `npm start` and `npm test` work as
 * the first command in a checkout. Usage: node tools/ensure-installed.mjs [folder]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?:
 *   string[], libc?: string[] }} Entry
 * @returns {Record<string, Entry>} the packages of a lock, without the project itself
 */
function packagesOf(file) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
  return packages;
}

/**
 * Whether npm may leave a package out here: it is optional, and is not said to be for this
 * platform.
 */
function mayLack({ optional, devOptional, os, cpu, libc }) {
  if (optional !== true && devOptional !== true) return false;
  if (os === undefined && cpu === undefined) return true;
  const misses = (list, here) => list !== undefined && !list.includes(here);
  return (
    misses(os, process.platform) ||
    misses(cpu, process.arch) ||
    (libc !== undefined && misses(libc, libcHere()))
  );
}

const libcHere = () =>
  process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';

/**
 * Whether `node_modules` holds what the lock names. It compares contents, not dates: a checkout
 * renews the dates of files that did not change.
 */
export function isInstalled(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const found = packagesOf(installed);
  return (
    Object.entries(wanted).every(([path, entry]) =>
      path in found ? found[path].version === entry.version : mayLack(entry),
    ) && Object.keys(found).every((path) => path in wanted)
  );
}

/** Runs `npm ci --ignore-scripts` if it is needed. @throws Error if npm fails */
export function ensureInstalled(root) {
  if (isInstalled(root)) return;
  console.error(
    'node_modules is missing or differs from package-lock.json: running npm ci --ignore-scripts',
  );
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (status !== 0)
    throw new Error(
      `npm ci --ignore-scripts failed (${error?.message ?? `status ${status}`}): its output is above`,
    );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  ensureInstalled(process.argv[2] ?? process.cwd());

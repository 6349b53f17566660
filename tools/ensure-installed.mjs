/** Installs the locked packages when they are not there, so that `npm start` and `npm test` are the first commands anybody types. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} the packages of a lock, without the project itself */
function packagesOf(file) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
  return packages;
}

/**
 * Says whether `node_modules` holds what the lock names. Contents are compared, not dates: a checkout renews the date of a
 * file that did not change, and keeps the date of nothing.
 */
export function isInstalled(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const found = packagesOf(installed);
  // Packages for other platforms are in the lock and rightly not on the disk.
  const mayLack = (entry) => entry.optional === true || entry.devOptional === true;
  return (
    Object.entries(wanted).every(([path, entry]) =>
      path in found ? found[path].version === entry.version : mayLack(entry),
    ) && Object.keys(found).every((path) => path in wanted)
  );
}

/** Runs `npm ci --ignore-scripts` when it is needed; throws when npm fails. */
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
      `npm ci --ignore-scripts failed (${error?.message ?? `status ${status}`}): its own words are above`,
    );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  ensureInstalled(process.argv[2] ?? process.cwd());

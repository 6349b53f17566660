/**
 * Each lock file installs on every platform and names no registry.
 * Usage: node tools/lockcheck.mjs [root]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdict } from './verdict.mjs';

const HOSTS =
  /"resolved"\s*:\s*"https?:|\/\/[^/"\s]*(npmjs|registry|artifactory|nexus|verdaccio|localhost|127\.0\.0\.1)|^\s*(@[\w-]+:)?registry\s*=/i;
const NOT_OURS = new Set(['node_modules', 'dist', '.git']);

const root = process.argv[2] ?? '.';
const faults = [];
const looked = { locks: 0, packages: 0, 'optional dependencies': 0 };

/**
 * Whether the lock has a dependency where Node finds it: in the package's own node_modules, or
 * above.
 */
function isLocked(packages, from, name) {
  for (
    let path = from;
    ;
    path = path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1))
  ) {
    if (`${path === '' ? '' : `${path}/`}node_modules/${name}` in packages) return true;
    if (path === '') return false;
  }
}

function checkLock(lock) {
  const { packages } = JSON.parse(readFileSync(join(root, lock), 'utf8'));
  looked.locks++;
  for (const [path, entry] of Object.entries(packages)) {
    // A folder of this repository, to which an example is linked.
    if (path.startsWith('..')) continue;
    if (path !== '') looked.packages++;
    if (path !== '' && !entry.link && !(entry.version && entry.integrity))
      faults.push(`${lock}: ${path} has no version or no integrity`);
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      looked['optional dependencies']++;
      if (!isLocked(packages, path, name))
        faults.push(
          `${lock}: ${path} ${entry.version} wants ${name}@${range}, which the lock lacks: npm ci will refuse it; choose a version that is published for every platform`,
        );
    }
  }
}

function checkHosts(file) {
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      if (HOSTS.test(line)) faults.push(`${file}:${index + 1} names a registry`);
    });
}

function checkFolder(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }))
    if (entry.isDirectory() && !NOT_OURS.has(entry.name)) checkFolder(join(folder, entry.name));
  const [lock, npmrc] = ['package-lock.json', '.npmrc'].map((name) => join(folder, name));
  if (existsSync(join(root, lock))) {
    checkLock(lock);
    checkHosts(lock);
  }
  if (existsSync(join(root, npmrc))) checkHosts(npmrc);
}

checkFolder('');
verdict('lockcheck', looked, faults);

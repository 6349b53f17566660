/** The lock installs on every platform and names no registry. Usage: node tools/lockcheck.mjs [root] */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdict } from './verdict.mjs';

const HOSTS =
  /"resolved"\s*:\s*"https?:|\/\/[^/"\s]*(npmjs|registry|artifactory|nexus|verdaccio|localhost|127\.0\.0\.1)|^\s*(@[\w-]+:)?registry\s*=/i;

const root = process.argv[2] ?? '.';
const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(text);
const faults = [];
let optional = 0;

/** Looks a dependency up as Node does: in the package's own node_modules, then in each folder above it. */
function isLocked(from, name) {
  for (
    let path = from;
    ;
    path = path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1))
  ) {
    if (`${path === '' ? '' : `${path}/`}node_modules/${name}` in packages) return true;
    if (path === '') return false;
  }
}

for (const [path, entry] of Object.entries(packages)) {
  if (path !== '' && !entry.link && !(entry.version && entry.integrity))
    faults.push(`${path} has no version or no integrity`);
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    optional++;
    if (!isLocked(path, name))
      faults.push(
        `${path} ${entry.version} wants ${name}@${range}, which the lock lacks: npm ci will refuse it; choose a version served whole`,
      );
  }
}

for (const file of ['package-lock.json', '.npmrc']) {
  const lines = existsSync(join(root, file))
    ? readFileSync(join(root, file), 'utf8').split('\n')
    : [];
  lines.forEach(
    (line, index) =>
      HOSTS.test(line) && faults.push(`${file}:${index + 1} names where packages came from`),
  );
}
verdict(
  'lockcheck',
  { packages: Object.keys(packages).length - 1, 'optional dependencies': optional },
  faults,
);

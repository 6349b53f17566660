/** How many packages come along with each, itself included. */
import { readFileSync } from 'node:fs';
import { rowsOf } from '../lib/rounds.mjs';
import { ADAPTERS, LIBRARIES } from './doors.mjs';

const lockOf = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).packages;

export function installed() {
  const bench = lockOf('../package-lock.json');
  const own = lockOf('../../package-lock.json');
  const figures = new Map([[{ who: own[''].name, role: 'ours' }, [closure(own, '').size]]]);
  for (const who of [...LIBRARIES, ...ADAPTERS])
    figures.set({ who, role: 'peer' }, [closure(bench, `node_modules/${packageOf(who)}`).size]);
  return rowsOf('installed', 'packages', figures);
}

/** `hono/jwt` is a door of `hono`; a scope keeps its slash. */
const packageOf = (specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)[0];

function closure(lock, from) {
  const found = new Set();
  const waiting = [from];
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies = {} } = lock[path];
    waiting.push(...Object.keys(dependencies).map((name) => placeOf(lock, path, name)));
  }
  return found;
}

/** Looks a dependency up as Node does: in the package's own node_modules, then in each folder above it. */
function placeOf(lock, from, name) {
  for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1))) {
    const place = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
    if (place in lock) return place;
    if (path === '') throw new Error(`${from} needs ${name}, which the lock lacks`);
  }
}

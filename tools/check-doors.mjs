/** Every public subpath is one file, is documented, and drags in nothing it should not. Usage: node tools/check-doors.mjs [root] */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, targetOf } from './imports-of.mjs';
import { verdict } from './verdict.mjs';

/** Files that must be doors; a helper that lies among them is named in NOT_DOORS. */
const DOOR_FILES = /^(index|acl|adapter|testing|adapters\/.+|stores\/.+)\.ts$/;
const NOT_DOORS = new Set(['adapters/_fetch.ts', 'adapters/_node-http.ts']);
/** What the code of a door may import when it loads; all other packages are the application's, or are loaded when they are needed. */
const MAY_LOAD = { './acl': /^$/, default: /^node:.+$/ };
const MAY_LOAD_LATER = /^(node:.+|jose)$/;

const root = process.argv[2] ?? '.';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const graph = existsSync(join(root, 'src')) ? importGraph(join(root, 'src')) : new Map();
const readme = existsSync(join(root, 'README.md'))
  ? readFileSync(join(root, 'README.md'), 'utf8')
  : '';
const faults = [];

/** Visits the files a door reaches; the side door must be clean in its types too, the others in what is left at run time. */
function closure(start, withTypes, visit) {
  const seen = new Set();
  const queue = [start];
  for (const file of queue) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const edge of graph.get(file) ?? []) {
      if (edge.kind === 'type' && !withTypes) continue;
      if (edge.specifier.startsWith('.')) queue.push(targetOf(file, edge.specifier));
      else visit(file, edge);
    }
  }
}

const doors = new Map();
for (const [door, to] of Object.entries(manifest.exports ?? {})) {
  if (door === './package.json') continue;
  const file = /^\.\/dist\/(.+)\.js$/.exec(to.default)?.[1];
  if (
    Object.keys(to).join() !== 'types,default' ||
    file === undefined ||
    to.types !== `./dist/${file}.d.ts`
  )
    faults.push(
      `exports "${door}" should be { types: ./dist/X.d.ts, default: ./dist/X.js }, in this order`,
    );
  else if (!graph.has(`${file}.ts`))
    faults.push(`exports "${door}" points to src/${file}.ts, which does not exist`);
  else doors.set(door, `${file}.ts`);
}

for (const file of graph.keys())
  if (DOOR_FILES.test(file) && !NOT_DOORS.has(file) && ![...doors.values()].includes(file))
    faults.push(
      `src/${file} is no door: add it to "exports", or to NOT_DOORS in tools/check-doors.mjs`,
    );

for (const [door, file] of doors) {
  closure(file, door === './acl', (where, { specifier, kind }) => {
    const allowed =
      kind === 'dynamic' && door !== './acl'
        ? MAY_LOAD_LATER
        : (MAY_LOAD[door] ?? MAY_LOAD.default);
    if (!allowed.test(specifier))
      faults.push(`${door} may not load ${specifier} (imported in src/${where})`);
  });
}

for (const bin of Object.values(manifest.bin ?? {})) {
  const file = bin.replace(/^\.\/dist\/(.+)\.js$/, '$1.ts');
  const text = graph.has(file) ? readFileSync(join(root, 'src', file), 'utf8') : undefined;
  if (!text?.startsWith('#!/usr/bin/env node\n'))
    faults.push(`bin ${bin} needs src/${file} with #!/usr/bin/env node as its first line`);
}

const documented = new Set(
  [...readme.matchAll(/['"`]pyramidion(\/[\w./-]+)?['"`]/g)].map(
    ([, subpath = '']) => `.${subpath}`,
  ),
);
if (readme === '') faults.push('README.md is missing');
for (const door of doors.keys())
  if (!documented.has(door)) faults.push(`README.md does not name the door ${door}`);
for (const door of documented)
  if (!(door in manifest.exports))
    faults.push(`README.md names ${door}, which "exports" does not have`);

verdict('check-doors', { doors: doors.size, files: graph.size }, faults);

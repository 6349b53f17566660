/** Imports look down the stair, and never in a circle. Usage: node tools/check-layers.mjs [root] */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, targetOf } from './imports-of.mjs';
import { verdict } from './verdict.mjs';

const STAIR = `base ← options ← http ← { authz, keys, stores } ← token ← sessions ← authn ← security ← config
  ← { adapters, telemetry, testing } ← { inspector, cli }`;
/** The files above the stair, and the floors each may look at: the front door everything below the frameworks, the side door no token code. */
const DOORS = {
  'index.ts': /^(?!adapters|telemetry|testing|inspector|cli)/,
  'acl.ts': /^(authz|options|base)$/,
  'adapter.ts': /^(adapters|security|http|base)$/,
  'testing.ts': /^(testing|security|http|base)$/,
};
/** What only some floors may name. */
const ONLY_IN = [
  { what: /^jose($|\/)/, floors: ['keys', 'token'] },
  { what: /^(node:)?fs($|\/)/, floors: ['stores', 'config', 'cli'] },
];

const floors = STAIR.split('←').map((floor) => floor.match(/\w+/g) ?? []);
const heightOf = new Map(floors.flatMap((names, height) => names.map((name) => [name, height])));
const floorOf = (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined);

const src = join(process.argv[2] ?? '.', 'src');
const graph = existsSync(src) ? importGraph(src) : new Map();
const faults = [];
let edges = 0;

function checkFile(file) {
  const floor = floorOf(file);
  if (floor === undefined) {
    if (!(file in DOORS))
      faults.push(`${file} stands on no floor: move it into a folder of the stair`);
    return;
  }
  if (!heightOf.has(floor)) faults.push(`${file}: "${floor}" is no floor of the stair`);
  if (file.endsWith('/index.ts'))
    faults.push(
      `${file}: an index.ts inside the house hides what is behind it: import the files by name`,
    );
}

/** The command line loads the module that its caller names; nothing else may import what is not written out. */
const LOADS_THE_APPLICATION = ['cli/explain.ts'];

function checkPackage(file, specifier) {
  const rule = ONLY_IN.find(({ what }) => what.test(specifier));
  if (rule && !rule.floors.includes(floorOf(file)))
    faults.push(`${file} names ${specifier}, which only ${rule.floors.join(' and ')} may`);
  if (/^pyramidion($|\/)/.test(specifier))
    faults.push(`${file} imports the package by its own name: use the relative path`);
  if (specifier === '(computed)' && !LOADS_THE_APPLICATION.includes(file))
    faults.push(
      `${file} computes what it imports, which nothing can check: write the specifier out`,
    );
}

function checkRelative(file, target) {
  const [floor, below] = [floorOf(file), floorOf(target)];
  if (!graph.has(target)) faults.push(`${file} imports ${target}, which is not in src/`);
  else if (below === undefined)
    faults.push(`${file} imports ${target}: the doors look down, nobody looks up at them`);
  else if (
    floor === undefined
      ? DOORS[file]?.test(below) === false
      : floor !== below && !(heightOf.get(below) < heightOf.get(floor))
  )
    faults.push(`${file} imports ${target}: ${floor ?? 'this door'} may not look at ${below}`);
}

const done = new Set();
function findRing(file, path) {
  if (path.includes(file))
    faults.push(`a ring: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
  if (done.has(file) || path.includes(file) || !graph.has(file)) return;
  for (const { specifier } of graph.get(file))
    if (specifier.startsWith('.')) findRing(targetOf(file, specifier), [...path, file]);
  done.add(file);
}

for (const [file, imports] of graph) {
  checkFile(file);
  for (const { specifier } of imports) {
    edges++;
    if (specifier.startsWith('.')) checkRelative(file, targetOf(file, specifier));
    else checkPackage(file, specifier);
  }
  findRing(file, []);
}
verdict('check-layers', { files: graph.size, imports: edges }, faults);

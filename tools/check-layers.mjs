/**
 * Imports go down the floors of `src/`, and never in a circle. Usage: node tools/check-layers.mjs
 * [root]
 * `decisions/006-floors-of-the-house.md` says why the floors stand as they do.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, targetOf } from './imports-of.mjs';
import { verdict } from './verdict.mjs';

const FLOORS = `base ← options ← http ← { authz, keys, stores } ← { token, query, analysis } ← sessions ← authn ← security ← config
  ← { adapters, providers, telemetry, testing } ← lock ← { inspector, cli }`;
/** The entry points above the floors, and the floors that each may import. */
const ENTRY_POINTS = {
  'index.ts': /^(?!adapters|providers|telemetry|testing|lock|inspector|cli)/,
  'acl.ts': /^(authz|options|base)$/,
  'query.ts': /^(query|authz|options|base)$/,
  'analyse.ts': /^(analysis|authz|options|base)$/,
  'client.ts': /^authz$/,
  'openapi.ts': /^security$/,
  'lock.ts': /^lock$/,
  'adapter.ts': /^(adapters|security|http|base)$/,
  'providers.ts': /^providers$/,
  'testing.ts': /^(testing|security|http|base)$/,
};
/** The floors that may import less than all below them. */
const NARROW = {
  adapters: /^(security|http|base)$/,
  query: /^(authz|options|base)$/,
  analysis: /^(authz|options|base)$/,
};
/** Packages that only some floors may import. */
const ONLY_IN = [
  { what: /^jose($|\/)/, floors: ['keys', 'token'] },
  { what: /^lmdb$/, floors: ['stores'] },
  { what: /^(node:)?fs($|\/)/, floors: ['stores', 'config', 'cli'] },
];
/** Files that import a module whose name the caller gives. */
const LOADS_THE_APPLICATION = ['cli/load-module.ts'];

const floors = FLOORS.split('←').map((floor) => floor.match(/\w+/g) ?? []);
const heightOf = new Map(floors.flatMap((names, height) => names.map((name) => [name, height])));
const floorOf = (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined);

const src = join(process.argv[2] ?? '.', 'src');
const graph = existsSync(src) ? importGraph(src) : new Map();
const faults = [];
let edges = 0;

function checkFile(file) {
  const floor = floorOf(file);
  if (floor === undefined) {
    if (!(file in ENTRY_POINTS))
      faults.push(
        `${file} is on no floor: move it into a folder, or add it to ENTRY_POINTS in tools/check-layers.mjs`,
      );
    return;
  }
  if (!heightOf.has(floor)) faults.push(`${file}: "${floor}" is not a floor`);
  if (file.endsWith('/index.ts'))
    faults.push(
      `${file}: an index.ts below src/ hides what is behind it: import the files by name`,
    );
}

function checkPackage(file, specifier) {
  const rule = ONLY_IN.find(({ what }) => what.test(specifier));
  if (rule && !rule.floors.includes(floorOf(file)))
    faults.push(`${file} imports ${specifier}, which only ${rule.floors.join(' and ')} may`);
  if (/^pyramidion($|\/)/.test(specifier))
    faults.push(`${file} imports the package by its own name: use the relative path`);
  if (specifier === '(computed)' && !LOADS_THE_APPLICATION.includes(file))
    faults.push(
      `${file} computes what it imports, which no gate can check: write the specifier out`,
    );
}

function mayImport(file, below) {
  const floor = floorOf(file);
  if (floor === undefined) return ENTRY_POINTS[file]?.test(below) !== false;
  if (floor === below) return true;
  return heightOf.get(below) < heightOf.get(floor) && NARROW[floor]?.test(below) !== false;
}

function checkRelative(file, target) {
  const below = floorOf(target);
  if (!graph.has(target)) faults.push(`${file} imports ${target}, which is not in src/`);
  else if (below === undefined)
    faults.push(`${file} imports ${target}: no file may import an entry point`);
  else if (!mayImport(file, below))
    faults.push(`${file} imports ${target}: ${floorOf(file) ?? 'it'} may not import ${below}`);
}

const done = new Set();
function findCycle(file, path) {
  if (path.includes(file))
    faults.push(`a cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
  if (done.has(file) || path.includes(file) || !graph.has(file)) return;
  for (const { specifier } of graph.get(file))
    if (specifier.startsWith('.')) findCycle(targetOf(file, specifier), [...path, file]);
  done.add(file);
}

for (const [file, imports] of graph) {
  checkFile(file);
  for (const { specifier } of imports) {
    edges++;
    if (specifier.startsWith('.')) checkRelative(file, targetOf(file, specifier));
    else checkPackage(file, specifier);
  }
  findCycle(file, []);
}
verdict('check-layers', { files: graph.size, imports: edges }, faults);

/**
 * Every entry point of the package is one file, is documented, and loads only what it may.
 * Usage: node tools/check-entry-points.mjs [root]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, targetOf } from './imports-of.mjs';
import { verdict } from './verdict.mjs';

/** Files that must be exported. */
const ENTRY_FILES = /^(\w+|(adapters|stores|telemetry)\/[^/]+)\.ts$/;
/**
 * What an entry point may import when it loads. Any other package belongs to the application, or is
 * loaded when it is needed.
 */
const MAY_LOAD = {
  './acl': /^$/,
  './query': /^$/,
  './analyse': /^$/,
  './client': /^$/,
  // Decorators of Nest are calls, and it knows a module by them.
  './nest': /^(@nestjs\/(common|core)|rxjs|node:.+)$/,
  // Applications ask whether an error is a TRPCError.
  './trpc': /^(@trpc\/server|node:.+)$/,
  default: /^node:.+$/,
};
const MAY_LOAD_LATER = {
  './stores/lmdb': /^(node:.+|lmdb)$/,
  // Their parts that read routes, for an application that has loaded them.
  './lock': /^(node:.+|jose|@nestjs\/(common|core)|rxjs|@trpc\/server)$/,
  default: /^(node:.+|jose)$/,
};

/** No token code may stand behind these. */
const NO_TOKENS = ['./acl', './query', './analyse', './client'];

const root = process.argv[2] ?? '.';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const graph = existsSync(join(root, 'src')) ? importGraph(join(root, 'src')) : new Map();
const readme = existsSync(join(root, 'README.md'))
  ? readFileSync(join(root, 'README.md'), 'utf8')
  : '';
const faults = [];

/**
 * Visits each package import that a file reaches. Type imports count only if `withTypes` is set.
 * What is behind an `import()` of a file is loaded later, unless something else loads it at once.
 */
function visitPackages(start, withTypes, visit) {
  const later = [];
  const seen = new Set();
  const walk = (queue, isLater) => {
    for (const file of queue) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const edge of graph.get(file) ?? []) {
        const { specifier, kind } = edge;
        if (kind === 'type' && !withTypes) continue;
        if (!specifier.startsWith('.')) visit(file, specifier, isLater || kind === 'dynamic');
        else (kind === 'dynamic' ? later : queue).push(targetOf(file, specifier));
      }
    }
  };
  walk([start], false);
  walk(later, true);
}

/**
 * How an entry point is exported. Node.js takes `module-sync` for `import` and for `require`, so
 * that a process has one copy; Jest and bundlers take `require`, TypeScript in CommonJS its types.
 */
function conditionsOf(file) {
  return {
    types: { require: `./dist/cjs/${file}.d.cts`, default: `./dist/${file}.d.ts` },
    'module-sync': `./dist/${file}.js`,
    require: `./dist/cjs/${file}.cjs`,
    default: `./dist/${file}.js`,
  };
}

const entryPoints = new Map();
for (const [name, to] of Object.entries(manifest.exports ?? {})) {
  if (name === './package.json') continue;
  const file = /^\.\/dist\/(.+)\.js$/.exec(to.default)?.[1];
  if (
    file === undefined ||
    JSON.stringify(to) !== JSON.stringify(conditionsOf(file)) ||
    (name !== '.' && manifest.typesVersions?.['*']?.[name.slice(2)]?.[0] !== to.types.default)
  )
    faults.push(
      `exports "${name}" should be ${JSON.stringify(conditionsOf(file ?? 'X'))}, in this order, and typesVersions should name its types`,
    );
  else if (!graph.has(`${file}.ts`))
    faults.push(`exports "${name}" points to src/${file}.ts, which does not exist`);
  else entryPoints.set(name, `${file}.ts`);
}

for (const file of graph.keys())
  if (ENTRY_FILES.test(file) && ![...entryPoints.values()].includes(file))
    faults.push(`src/${file} is not exported: add it to "exports" in package.json`);

for (const [name, file] of entryPoints) {
  // Not even in its types.
  visitPackages(file, NO_TOKENS.includes(name), (where, specifier, isLater) => {
    const allowed =
      isLater && !NO_TOKENS.includes(name)
        ? (MAY_LOAD_LATER[name] ?? MAY_LOAD_LATER.default)
        : (MAY_LOAD[name] ?? MAY_LOAD.default);
    if (!allowed.test(specifier))
      faults.push(`${name} may not load ${specifier} (imported in src/${where})`);
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
for (const name of entryPoints.keys())
  if (!documented.has(name)) faults.push(`README.md does not name the entry point ${name}`);
for (const name of documented)
  if (!(name in manifest.exports))
    faults.push(`README.md names ${name}, which "exports" does not have`);

verdict('check-entry-points', { 'entry points': entryPoints.size, files: graph.size }, faults);

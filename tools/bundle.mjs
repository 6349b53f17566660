/**
 * Writes the JavaScript that is published: one file for each entry point and command, and few that
 * they share. Usage: node tools/bundle.mjs OUT [root]
 */
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const BELOW_THE_ENTRY_POINTS =
  /^src[\\/](?!adapters|analysis|providers|stores|telemetry|testing|lock|inspector|cli)\w+[\\/]/;

const out = resolve(process.argv[2]);
const root = resolve(process.argv[3] ?? '.');
const {
  exports,
  bin = {},
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const libraries = Object.values(exports).map((entry) => entry.default);
const files = [...libraries, ...Object.values(bin)];
const sourcesOf = (paths) =>
  Object.fromEntries(
    paths
      .flatMap((path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1] ?? [])
      .map((entry) => [entry, join(root, 'src', `${entry}.ts`)]),
  );
/** Modules below the root by their path: a folder above it may be called `src` too. */
const inRoot = (path) => (id) => path.test(relative(root, id));
const packages = Object.keys({ ...dependencies, ...peerDependencies });

/**
 * In CommonJS, the parser of ini files is a plain `require`, so that a bundler of the application
 * finds it.
 */
const requireIni = {
  name: 'require-ini',
  transform: (code) => code.replace("createRequire(from)('ini')", "require('ini')"),
};
const options = {
  cwd: root,
  input: sourcesOf(files),
  platform: 'node',
  tsconfig: false,
  external: (id) =>
    id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`)),
  // Warnings (an unresolved import, a cycle) would break the package only after it is installed.
  onLog(_level, log) {
    throw new Error(log.message);
  },
};
const output = {
  // The annotations let the bundler of an application drop unused code.
  comments: { legal: true, annotation: true, jsdoc: false },
  minifyInternalExports: false,
  // Each file adds half a millisecond of loading, so shared code lies in few files: that of ./acl,
  // that of the adapters, and the rest (decisions/005).
  codeSplitting: {
    groups: [
      { name: 'acl', test: inRoot(/^src[\\/]authz[\\/]/), priority: 1 },
      { name: 'adapter-kit', test: inRoot(/^src[\\/]adapters[\\/]kit[\\/]/), minShareCount: 2 },
      { name: 'core', test: inRoot(BELOW_THE_ENTRY_POINTS), minShareCount: 2 },
    ],
  },
};

const modules = await rolldown(options);
await modules.write({
  ...output,
  dir: out,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name].js',
});
await modules.close();

// For what cannot load modules by `require`: Jest, older bundlers. Node.js never loads these.
const scripts = await rolldown({ ...options, input: sourcesOf(libraries), plugins: [requireIni] });
await scripts.write({
  ...output,
  dir: join(out, 'cjs'),
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'shared/[name].cjs',
});
await scripts.close();

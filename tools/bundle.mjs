/** Writes the JavaScript that is published: one file for each door and command, and what they share once. Usage: node tools/bundle.mjs OUT [root], the checkout being the root when left out */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const BELOW_THE_DOORS = /[\\/]src[\\/](?!adapters|stores|telemetry|testing|inspector|cli)\w+[\\/]/;

const out = resolve(process.argv[2]);
const root = resolve(process.argv[3] ?? '.');
const {
  exports,
  bin = {},
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const files = [...Object.values(exports).map((door) => door.default), ...Object.values(bin)];
const doors = files.flatMap((file) => /^\.\/dist\/(.+)\.js$/.exec(file)?.[1] ?? []);
const packages = Object.keys({ ...dependencies, ...peerDependencies });

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(doors.map((door) => [door, join(root, 'src', `${door}.ts`)])),
  platform: 'node',
  tsconfig: false,
  external: (id) =>
    id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`)),
  // What is left to warn of (an import that nothing resolves, a cycle) would only show where the package is installed.
  onLog(_level, log) {
    throw new Error(log.message);
  },
});
await bundle.write({
  dir: out,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name].js',
  // The annotations tell the bundler of an application what it may leave out.
  comments: { legal: true, annotation: true, jsdoc: false },
  minifyInternalExports: false,
  // Each file more costs half a millisecond of loading, so what doors share lies in two: that of the side door, with all it needs, and the rest.
  codeSplitting: {
    groups: [
      { name: 'acl', test: /[\\/]src[\\/]authz[\\/]/, priority: 1 },
      { name: 'core', test: BELOW_THE_DOORS, minShareCount: 2 },
    ],
  },
});
await bundle.close();

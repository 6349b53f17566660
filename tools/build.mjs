/**
 * Builds the library, and the example that imports it, if their sources changed since the last
 * build.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SETTINGS = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tools/build.mjs',
  'tools/bundle.mjs',
];
const GENERATED = new Set(['dist', 'node_modules', 'data']);

function* filesUnder(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (GENERATED.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else yield join(path, entry.name);
  }
}

function fingerprint(root, folders) {
  const hash = createHash('sha256');
  const files = [
    ...SETTINGS.map((name) => join(root, name)),
    ...folders.flatMap((folder) => [...filesUnder(join(root, folder))]),
  ];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** Runs a tool in its own process: it may not be installed yet when this module is loaded. */
function run(root, script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed: its output is above`);
}

const tsc = (root, project, out) =>
  run(root, 'node_modules/typescript/bin/tsc', '-p', project, '--outDir', out);

/**
 * Builds beside the old output and then swaps the folders, so that output of a removed source
 * does not stay, and no reader sees half a build.
 */
function build(root, out, folders, steps) {
  const cache = join(root, 'node_modules', '.cache', 'pyramidion');
  const stampFile = join(cache, `${out.replaceAll('/', '-')}.sha256`);
  const stamp = fingerprint(root, folders);
  if (
    existsSync(join(root, out)) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp
  )
    return;
  const fresh = join(cache, `${out.replaceAll('/', '-')}.${process.pid}`);
  mkdirSync(cache, { recursive: true });
  try {
    steps(fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  rmSync(join(root, out), { recursive: true, force: true });
  renameSync(fresh, join(root, out));
  writeFileSync(stampFile, stamp);
}

/**
 * Writes the declarations of the CommonJS files: the same text with names of their own, because
 * TypeScript takes a `.d.ts` of this package for an ES module.
 */
function writeCommonTypes(out) {
  for (const file of [...filesUnder(out)].filter((path) => path.endsWith('.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    const to = join(out, 'cjs', relative(out, file).replace(/\.d\.ts$/, '.d.cts'));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text.replace(/(from |import\()'(\.[^']+)\.ts'/g, "$1'$2.cts'"));
  }
}

/**
 * Brings `dist/` up to date with `src/`: one `.d.ts` for each source file, one `.js` for each entry
 * point, and all of it once more in `dist/cjs` as CommonJS.
 */
export function buildLibrary(root = ROOT) {
  build(root, 'dist', ['src'], (out) => {
    tsc(root, 'tsconfig.build.json', out);
    run(root, 'tools/bundle.mjs', out);
    writeCommonTypes(out);
  });
}

/** Brings the example up to date. It imports the library by its package name, so from `dist/`. */
export function buildExample(root = ROOT) {
  build(root, 'examples/reports/dist', ['src', 'examples/reports'], (out) =>
    tsc(root, 'examples/reports/tsconfig.json', out),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  buildLibrary();
  if (process.argv[2] === '--example') buildExample();
}

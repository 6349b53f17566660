/** Compiles the library, and the example that imports it, when their sources differ from what was compiled last. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
const GENERATED = new Set(['dist', 'node_modules', 'data']);

function* filesUnder(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (GENERATED.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else yield join(path, entry.name);
  }
}

function fingerprint(root, folders) {
  const hash = createHash('sha256');
  const files = [...SETTINGS.map((name) => join(root, name)), ...folders.flatMap((folder) => [...filesUnder(join(root, folder))])];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** Compiles beside the old output and then swaps, so that a file that was removed leaves nothing behind and a reader never meets half a build. */
function compile(root, project, out, folders) {
  const cache = join(root, 'node_modules', '.cache', 'pyramidion');
  const stampFile = join(cache, `${out.replaceAll('/', '-')}.sha256`);
  const stamp = fingerprint(root, folders);
  if (existsSync(join(root, out)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const fresh = join(cache, `${out.replaceAll('/', '-')}.${process.pid}`);
  mkdirSync(cache, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', fresh], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`tsc -p ${project} failed: its own words are above`);
  }
  rmSync(join(root, out), { recursive: true, force: true });
  renameSync(fresh, join(root, out));
  writeFileSync(stampFile, stamp);
}

/** Brings `dist/` up to date with `src/`. */
export function buildLibrary(root = ROOT) {
  compile(root, 'tsconfig.build.json', 'dist', ['src']);
}

/** Brings the example up to date; it sees the library by its package name, and so through `dist/`. */
export function buildExample(root = ROOT) {
  compile(root, 'examples/reports/tsconfig.json', 'examples/reports/dist', ['src', 'examples/reports']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  buildLibrary();
  if (process.argv[2] === '--example') buildExample();
}

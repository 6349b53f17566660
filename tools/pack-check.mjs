/**
 * The package works where it is installed: packs it, lints the tarball, installs it in an empty
 * folder and imports every entry point.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';
import { verdict } from './verdict.mjs';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const entryPoints = Object.keys(manifest.exports).filter((name) => name !== './package.json');
/** What is made of classes of a framework, and so cannot load without it. */
const PEERS = {
  './nest': ['@nestjs/common', '@nestjs/core', 'rxjs'],
  './trpc': ['@trpc/server'],
};
const faults = [];
const folder = mkdtempSync(join(tmpdir(), 'pyramidion-pack-'));

function run(what, command, args, cwd = ROOT) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  if (status !== 0) faults.push(`${what} failed:\n${stdout}${stderr}`);
  return status === 0 ? stdout : undefined;
}

/** Puts an installed package where the tarball finds it. */
function link(name) {
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), place);
}

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

try {
  buildLibrary();
  const [{ filename, size, unpackedSize, files }] = JSON.parse(
    run('npm pack', 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]) ??
      '[{}]',
  );
  if (filename === undefined) throw new Error(faults.pop());
  console.log(`${filename}: ${size} B, ${unpackedSize} B unpacked, ${files.length} files`);
  const tarball = join(folder, filename);
  const paths = files.map(({ path }) => path);
  for (const path of paths)
    if (
      !/^(dist\/.+\.(js|cjs|d\.ts|d\.cts)|schema\/acl\.json|package\.json|README\.md|LICENSE)$/.test(
        path,
      )
    )
      faults.push(`the tarball holds ${path}`);
  for (const path of ['README.md', 'LICENSE'])
    if (!paths.includes(path)) faults.push(`the tarball lacks ${path}`);
  run('publint', bin('publint'), ['--strict', tarball]);
  run('attw', bin('attw'), [tarball, '--profile', 'strict', '--format', 'ascii']);

  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run(
    'npm install',
    'npm',
    ['install', '--ignore-scripts', '--no-package-lock', '--prefer-offline', tarball],
    folder,
  );
  // The frameworks are optional peers: any other entry point must load where none is installed.
  if (existsSync(join(folder, 'node_modules', 'express')))
    faults.push('installing the tarball also installed express');
  const ready = (entryPoint) => PEERS[entryPoint] === undefined;
  for (const entryPoint of entryPoints.toSorted((a, b) => ready(b) - ready(a))) {
    (PEERS[entryPoint] ?? []).forEach(link);
    const name = `pyramidion${entryPoint.slice(1)}`;
    const open = (how) =>
      `${how}.then((loaded) => { if (Object.keys(loaded).length === 0) throw new Error('it exports nothing'); })`;
    run(
      `import('${name}')`,
      process.execPath,
      ['--input-type=module', '-e', open(`import('${name}')`)],
      folder,
    );
    run(
      `require('${name}')`,
      process.execPath,
      ['--input-type=commonjs', '-e', open(`Promise.resolve(require('${name}'))`)],
      folder,
    );
  }
  // What Jest and bundlers load, which Node.js does not.
  for (const entryPoint of entryPoints) {
    const { default: module, require: script } = manifest.exports[entryPoint];
    const [esm, cjs] = [module, script].map((path) =>
      JSON.stringify(join(folder, 'node_modules', 'pyramidion', path)),
    );
    run(
      `the CommonJS of ${entryPoint}`,
      process.execPath,
      [
        '--input-type=commonjs',
        '-e',
        `import(${esm}).then((m) => require('node:assert').deepStrictEqual(Object.keys(require(${cjs})).sort(), Object.keys(m).sort()))`,
      ],
      folder,
    );
  }
  writeFileSync(join(folder, 'a.ini'), '[app:main]\njwt.issuer = me\n');
  run(
    'an ini file read by CommonJS',
    process.execPath,
    [
      '-e',
      "const { loadSettings } = require('./node_modules/pyramidion/dist/cjs/index.cjs'); if (loadSettings({ file: 'a.ini', env: {} }).options.issuer !== 'me') process.exit(1)",
    ],
    folder,
  );
  const version = run(
    'pyramidion --version',
    'npx',
    ['--no-install', 'pyramidion', '--version'],
    folder,
  );
  if (version !== undefined && !version.includes(manifest.version))
    faults.push(`pyramidion --version says ${version.trim()}, not ${manifest.version}`);
} catch (error) {
  faults.push(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
verdict('pack-check', { 'entry points': entryPoints.length }, faults);

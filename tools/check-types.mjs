/**
 * Compiles the applications of `test/types/apps` against the package as it is published, with every
 * compiler of `ci/typescript`: all with the module resolution of Node, the oldest and the newest
 * also with that of bundlers. Then the newest says whether each expected error is the one that was
 * meant.
 *
 * Usage: node tools/check-types.mjs [--print] [--compiler 7.0] [--apps FOLDER] [application …]
 * `--print` shows the errors that are expected: see expected-errors.mjs for how they are written.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { compareErrors, errorsIn, expectedIn, unsilenced } from './expected-errors.mjs';
import { verdict } from './verdict.mjs';

const COMPILERS = join(ROOT, 'ci', 'typescript');
const RESOLUTIONS = {
  nodenext: ['--module', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
};
const LOOSE = ['--verbatimModuleSyntax', 'false', '--esModuleInterop'];
/** How applications in CommonJS are compiled, by compilers that still know these options. */
const COMMONJS = {
  node16: ['--module', 'node16', ...LOOSE],
  node10: ['--module', 'commonjs', '--moduleResolution', 'node10', ...LOOSE],
};
const COMMONJS_COMPILERS = ['typescript-5.5', 'typescript-5.9'];
const COMMONJS_APP = 'entry-points';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    print: { type: 'boolean', default: false },
    compiler: { type: 'string', multiple: true, default: [] },
    apps: { type: 'string', default: join(ROOT, 'test', 'types', 'apps') },
  },
});
const appsFolder = resolve(values.apps);
const isChosen = (name, names) => names.length === 0 || names.includes(name);
const apps = readdirSync(appsFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && isChosen(entry.name, positionals))
  .map(({ name }) => name);
const faults = [];

/** Puts what would be published into the `node_modules` of a project. */
function installInto(project) {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for (const { path } of JSON.parse(listed)[0].files)
    cpSync(join(ROOT, path), join(project, 'node_modules', 'pyramidion', path));
}

/** Returns the errors of one run. */
function compile(project, app, compiler, options) {
  const tsc = join(COMPILERS, 'node_modules', compiler, 'bin', 'tsc');
  const all = [tsc, '-p', app, '--noEmit', '--pretty', 'false', ...options];
  return new Promise((done) => {
    execFile(process.execPath, all, { cwd: project, timeout: 300_000 }, (failed, stdout) => {
      const errors = errorsIn(stdout);
      done(failed && errors.length === 0 ? [failed.message] : errors);
    });
  });
}

/** Lets the compiler report the errors that an application expects, and lists them. */
function unsilence(project, app) {
  const files = readdirSync(join(project, app)).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join(project, app, name);
    const text = unsilenced(readFileSync(file, 'utf8'));
    writeFileSync(file, text);
    return expectedIn(`${app}/${name}`, text);
  });
}

/** Runs tasks, as many at a time as there are processors. */
async function runAll(tasks) {
  const queue = [...tasks];
  const worker = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

buildLibrary();
ensureInstalled(COMPILERS);
const compilers = readdirSync(join(COMPILERS, 'node_modules'))
  .filter((name) => name.startsWith('typescript-'))
  .filter((name) => isChosen(name.slice('typescript-'.length), values.compiler))
  .sort();
const newest = compilers.at(-1);
mkdirSync(join(COMPILERS, 'data'), { recursive: true });
const project = mkdtempSync(join(COMPILERS, 'data', 'types-'));
let runs = 0;
let expected = 0;
try {
  installInto(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(appsFolder, project, { recursive: true });
  await runAll(
    apps.flatMap((app) =>
      compilers.flatMap((compiler) =>
        Object.entries(RESOLUTIONS)
          .filter(([name]) => name === 'nodenext' || [compilers[0], newest].includes(compiler))
          .map(([resolution, options]) => async () => {
            runs++;
            for (const error of await compile(project, app, compiler, options))
              faults.push(`${compiler}, ${resolution}: ${error.trim()}`);
          }),
      ),
    ),
  );
  if (apps.includes(COMMONJS_APP)) {
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    await runAll(
      compilers
        .filter((compiler) => COMMONJS_COMPILERS.includes(compiler))
        .flatMap((compiler) =>
          Object.entries(COMMONJS).map(([resolution, options]) => async () => {
            runs++;
            for (const error of await compile(project, COMMONJS_APP, compiler, options))
              faults.push(`${compiler}, CommonJS, ${resolution}: ${error.trim()}`);
          }),
        ),
    );
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  }
  await runAll(
    apps.map((app) => async () => {
      const places = unsilence(project, app);
      expected += places.length;
      const errors = await compile(project, app, newest, RESOLUTIONS.nodenext);
      for (const { at, message, fault } of compareErrors(places, errors)) {
        if (fault !== null) faults.push(`${at}: ${fault}`);
        if (values.print) console.log(`${at}: ${message}\n`);
      }
    }),
  );
} finally {
  rmSync(project, { recursive: true, force: true });
}
verdict(
  'check-types',
  { applications: apps.length, compilers: compilers.length, runs, 'expected errors': expected },
  faults,
);

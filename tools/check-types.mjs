/**
 * Compiles the applications of `test/types/apps` against the package as it is published, with every
 * compiler of `ci/typescript`: all with the module resolution of Node, the oldest and the newest
 * also with that of bundlers. Then the newest says whether each expected error is the one that was
 * meant.
 *
 * Usage: node tools/check-types.mjs [--print] [application…]; `--print` shows the expected errors.
 *
 * An expected error names its code, and a part of its text if that matters:
 * `// @ts-expect-error TS2345 says "view" | "edit"`
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
import { join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { verdict } from './verdict.mjs';

const APPS = join(ROOT, 'test', 'types', 'apps');
const COMPILERS = join(ROOT, 'ci', 'typescript');
const RESOLUTIONS = {
  nodenext: ['--module', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
};
const DIRECTIVE = /@ts-expect-error/g;
const EXPECTED = /@expected-error TS(\d+)(?: says (.+))?$/;
const ERROR = /^(.+?)\((\d+),\d+\): error TS(\d+): ([^]*)$/;

const args = process.argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('--'));
const apps = readdirSync(APPS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (named.length === 0 || named.includes(entry.name)))
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

/** Returns the errors of one run, each with the indented lines that belong to it. */
function compile(project, app, compiler, options) {
  const tsc = join(COMPILERS, 'node_modules', compiler, 'bin', 'tsc');
  const all = [tsc, '-p', app, '--noEmit', '--pretty', 'false', ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: project, timeout: 300_000 }, (failed, stdout) => {
      const errors = stdout.split(/\n(?=\S)/).filter((text) => text.trim() !== '');
      resolve(failed && errors.length === 0 ? [failed.message] : errors);
    });
  });
}

/** Lets the compiler report the errors that are expected; returns where they should be. */
function unsilence(project, app) {
  const places = [];
  for (const name of readdirSync(join(project, app)).filter((file) => file.endsWith('.ts'))) {
    const file = join(project, app, name);
    const text = readFileSync(file, 'utf8').replace(DIRECTIVE, '@expected-error');
    writeFileSync(file, text);
    text.split('\n').forEach((line, index) => {
      if (!line.includes('@expected-error')) return;
      const [, code, words] = EXPECTED.exec(line.trim()) ?? [];
      places.push({ at: `${app}/${name}(${index + 2})`, code, words });
    });
  }
  return places;
}

/** Compares the errors that were reported with those that are expected. */
function compare(places, errors) {
  const found = new Map();
  for (const error of errors) {
    const [, file, line, code, text] = ERROR.exec(error.trim()) ?? [];
    found.set(`${file}(${line})`, { code, text: text ?? error });
  }
  for (const { at, code, words } of places) {
    const error = found.get(at);
    if (code === undefined) faults.push(`${at}: say which error: // @ts-expect-error TS2345`);
    else if (error === undefined) faults.push(`${at}: the error is not on this line`);
    else if (error.code !== code || !error.text.includes(words ?? ''))
      faults.push(
        `${at}: expected TS${code} ${words ?? ''}, but it is TS${error.code} ${error.text}`,
      );
    if (args.includes('--print')) console.log(`${at}: TS${error?.code} ${error?.text}\n`);
  }
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
  .sort();
const newest = compilers.at(-1);
mkdirSync(join(COMPILERS, 'data'), { recursive: true });
const project = mkdtempSync(join(COMPILERS, 'data', 'types-'));
let runs = 0;
let expected = 0;
try {
  installInto(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(APPS, project, { recursive: true });
  await runAll(
    apps.flatMap((app) =>
      compilers.flatMap((compiler) =>
        Object.entries(RESOLUTIONS)
          .filter(([name]) => name === 'nodenext' || [compilers[0], newest].includes(compiler))
          .map(([resolution, options]) => async () => {
            runs++;
            for (const error of await compile(project, app, compiler, options))
              faults.push(`${compiler}, ${resolution}: test/types/apps/${error.trim()}`);
          }),
      ),
    ),
  );
  await runAll(
    apps.map((app) => async () => {
      const places = unsilence(project, app);
      expected += places.length;
      compare(places, await compile(project, app, newest, RESOLUTIONS.nodenext));
    }),
  );
} finally {
  rmSync(project, { recursive: true, force: true });
}
verdict('check-types', { applications: apps.length, runs, 'expected errors': expected }, faults);

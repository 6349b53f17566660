/**
 * Examples that have packages of their own, because they do not go with those of the root: installs
 * and builds each of them with this library, and runs the tests of `test/frameworks` against the
 * built servers, on Node 24 of `ci/runtimes`.
 * Usage: node tools/check-examples.mjs [name …]
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { runtime } from './runtimes/binaries.mjs';
import { verdict } from './verdict.mjs';

const EXAMPLES = join(ROOT, 'examples');
const TESTS = join(ROOT, 'test', 'frameworks');

const all = readdirSync(EXAMPLES).filter((name) =>
  existsSync(join(EXAMPLES, name, 'package-lock.json')),
);
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
/**
 * Examples whose server has the pages of the tests as well, because a second build would take long.
 */
const WITH_PAGES = ['next'];
const BUILT = ['node_modules', 'dist', '.next'];
const looked = { examples: 0, tests: 0 };
const faults = names
  .filter((name) => !all.includes(name))
  .map((name) => `there is no example ${name} with packages of its own: ${all.join(', ')}`);

/**
 * Runs a command with Node 24, and returns its output.
 *
 * @throws Error with the output if it fails
 */
function run(folder, command, ...args) {
  const node = dirname(runtime('node24').command);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    env: {
      JWT_PRIVATE_KEY: randomBytes(64).toString('base64url'),
      NEXT_TELEMETRY_DISABLED: '1',
      ...process.env,
      PATH: `${node}${delimiter}${process.env.PATH}`,
    },
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`);
  return stdout;
}

/** Puts the built library where the package manager would put it, if the example has no link. */
function placeLibrary(folder) {
  const to = join(folder, 'node_modules', 'pyramidion');
  if (lstatSync(to, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  rmSync(to, { recursive: true, force: true });
  for (const part of ['package.json', 'dist'])
    cpSync(join(ROOT, part), join(to, part), { recursive: true });
}

/** Builds an application, and asks its own compiler about the types. */
function build(folder) {
  run(folder, 'npm', 'run', '--silent', 'build');
  run(folder, 'npm', 'run', '--silent', 'types');
}

/** Builds the application of the contract within the example, so that it finds the packages. */
function buildContract(name, folder) {
  const to = join(folder, 'dist', 'contract');
  if (WITH_PAGES.includes(name)) {
    rmSync(to, { recursive: true, force: true });
    for (const part of readdirSync(folder))
      if (!BUILT.includes(part)) cpSync(join(folder, part), join(to, part), { recursive: true });
  }
  cpSync(join(TESTS, name), to, { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(folder, file), join(to, file));
  build(to);
}

function check(name) {
  const folder = join(EXAMPLES, name);
  ensureInstalled(folder);
  placeLibrary(folder);
  if (!WITH_PAGES.includes(name)) build(folder);
  if (existsSync(join(TESTS, name))) buildContract(name, folder);
  const output = run(ROOT, 'node', '--test', '--test-reporter=tap', join(TESTS, `${name}.ts`));
  const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1] ?? 0);
  looked.tests += passed;
  looked.examples++;
  console.log(`${name}: ${passed} tests passed`);
}

buildLibrary();
for (const name of names.filter((one) => all.includes(one))) {
  try {
    check(name);
  } catch (error) {
    faults.push(`${name}: ${error.message}`);
  }
}
verdict('check-examples', looked, faults);

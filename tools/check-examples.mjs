/**
 * Examples that have packages of their own, because they do not go with those of the root: installs
 * and builds each of them with this library, and runs the tests of `test/frameworks` against the
 * built servers, on Node 24 of `ci/runtimes`.
 * Usage: node tools/check-examples.mjs [name …]
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
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
async function run(folder, command, ...args) {
  const node = dirname(runtime('node24').command);
  const env = {
    JWT_PRIVATE_KEY: randomBytes(64).toString('base64url'),
    ASTRO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ...process.env,
    PATH: `${node}${delimiter}${process.env.PATH}`,
  };
  const options = { cwd: folder, env, timeout: 300_000, maxBuffer: 2 ** 26 };
  try {
    return (await promisify(execFile)(command, args, options)).stdout;
  } catch ({ message, stdout, stderr }) {
    throw new Error(`${message}\n${stdout}${stderr}`);
  }
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
async function build(folder) {
  await run(folder, 'npm', 'run', '--silent', 'build');
  await run(folder, 'npm', 'run', '--silent', 'types');
}

/** Builds the application of the contract within the example, so that it finds the packages. */
async function buildContract(name, folder) {
  const to = join(folder, 'dist', 'contract');
  if (WITH_PAGES.includes(name)) {
    rmSync(to, { recursive: true, force: true });
    for (const part of readdirSync(folder))
      if (!BUILT.includes(part)) cpSync(join(folder, part), join(to, part), { recursive: true });
  }
  cpSync(join(TESTS, name), to, { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(folder, file), join(to, file));
  await build(to);
}

async function check(name) {
  const folder = join(EXAMPLES, name);
  ensureInstalled(folder);
  placeLibrary(folder);
  if (!WITH_PAGES.includes(name)) await build(folder);
  if (existsSync(join(TESTS, name))) await buildContract(name, folder);
  const output = await run(
    ROOT,
    'node',
    '--test',
    '--test-reporter=tap',
    join(TESTS, `${name}.ts`),
  );
  const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1] ?? 0);
  looked.tests += passed;
  looked.examples++;
  console.log(`${name}: ${passed} tests passed`);
}

buildLibrary();
const waiting = names.filter((name) => all.includes(name));
async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    await check(name).catch((error) => faults.push(`${name}: ${error.message}`));
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
verdict('check-examples', looked, faults);

/** Runs the tests of `test/frameworks`, which ask servers that their frameworks have built. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../build.mjs';
import { runtime } from './binaries.mjs';

const MINUTES = 5;
const REPORTER = pathToFileURL(join(ROOT, 'tools', 'runtimes', 'json-reporter.mjs')).href;

/** The runtimes on which these servers are asked. */
export const SERVER_RUNTIMES = ['node24', 'node26'];

/** @returns {string[]} the frameworks that build a server: examples with packages of their own */
export function builtFrameworks() {
  return readdirSync(join(ROOT, 'examples')).filter((name) =>
    existsSync(join(ROOT, 'test', 'frameworks', `${name}.ts`)),
  );
}

/**
 * @param {string} name one of `SERVER_RUNTIMES`
 * @param {string} framework one of `builtFrameworks()`, built by `npm run check:examples`
 * @returns {object[]} the tests, as `runTestsOn` returns them, with their messages
 */
export function runServerTestsOn(name, framework) {
  const { command, args } = runtime(name);
  const file = `test/frameworks/${framework}.ts`;
  const options = ['--test', `--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout'];
  const { stdout, stderr } = spawnSync(command, [...args, ...options, join(ROOT, file)], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: MINUTES * 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 100_000_000,
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"groups":'));
  if (lines.length === 0) throw new Error(`no results of ${file}: ${stderr.slice(-2000)}`);
  return lines.map((line) => ({ file, ...JSON.parse(line) }));
}

/**
 * Runs tests of the suite on a runtime, and compares what failed with what is known to differ
 * there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../build.mjs';
import { runtime } from './binaries.mjs';

const MINUTES = 15;
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const PERMISSIONS = { deno: ['-A'] };

/** @typedef {{ test: string, message: string }} Failure the test as `file > group > title` */

const fileOf = (name, root) => relative(root, name).replaceAll('\\', '/');

function failuresOf({ testResults }, root) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = fileOf(name, root);
    const failed = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ ancestorTitles, title, failureMessages }) => ({
        test: [file, ...ancestorTitles, title].join(' > '),
        message: failureMessages[0] ?? '',
      }));
    // A file that does not load has no tests that could fail.
    return failed.length === 0 && message ? [{ test: file, message }] : failed;
  });
}

function testsOf({ testResults }, root) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: fileOf(name, root),
      groups: ancestorTitles,
      title,
      status,
    })),
  );
}

/**
 * Reads the report of vitest. A run that proves nothing is a failure: one in which no test passed,
 * and one that ended with an error of no test.
 *
 * @param {number | null} status how vitest ended
 * @param {string} root of the sources that were tested
 * @returns {{ passed: number, failures: Failure[], tests: object[] }}
 */
export function readReport(report, status, root = ROOT) {
  const passed = report.numPassedTests;
  const failures = failuresOf(report, root);
  if (passed === 0) failures.push({ test: 'vitest', message: 'no test passed' });
  else if (status !== 0 && failures.length === 0)
    failures.push({
      test: 'vitest',
      message: `it ended with status ${status}, but no test failed`,
    });
  return { passed, failures, tests: testsOf(report, root) };
}

/**
 * @param {string} name one of `RUNTIMES`
 * @param {readonly string[]} files parts of the paths of test files; all if there are none
 * @param {readonly string[]} excluded patterns of paths
 * @returns {{ passed: number, failures: Failure[], tests: object[] }} of each test its file, its
 *   groups, its title and its status
 */
export function runTestsOn(name, files, excluded) {
  const { command, args } = runtime(name);
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-runtimes-'));
  const report = join(folder, 'report.json');
  const options = ['--reporter=json', `--outputFile=${report}`];
  for (const pattern of excluded) options.push('--exclude', pattern);
  try {
    const { status, stdout, stderr } = spawnSync(
      command,
      [...args, ...(PERMISSIONS[name] ?? []), VITEST, 'run', ...options, ...files],
      {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: MINUTES * 60_000,
        killSignal: 'SIGKILL',
        maxBuffer: 100_000_000,
        env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
      },
    );
    if (!existsSync(report))
      return {
        passed: 0,
        tests: [],
        failures: [{ test: 'vitest', message: `${stdout}${stderr}`.slice(-4000) }],
      };
    return readReport(JSON.parse(readFileSync(report, 'utf8')), status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly { runtimes: string[], tests: string[], reason: string }[]} differences
 * @param {string} name of the runtime
 * @param {string} test as `Failure.test`
 * @returns {string | null} why a test is known to fail there, or null
 */
export function reasonFor(differences, name, test) {
  const found = differences.find(
    ({ runtimes, tests }) =>
      runtimes.includes(name) && tests.some((beginning) => test.startsWith(beginning)),
  );
  return found?.reason ?? null;
}

/**
 * @param {readonly { runtimes: string[], tests: string[], reason: string }[]} differences `tests`
 *   are the beginnings of `Failure.test`
 * @param {string} name of the runtime
 * @param {readonly Failure[]} failures
 * @param {(file: string) => boolean} wasRun whether the tests of a file were run
 * @returns {{ known: number, unknown: Failure[], outdated: string[] }}
 */
export function compare(differences, name, failures, wasRun) {
  const expected = differences
    .filter(({ runtimes }) => runtimes.includes(name))
    .flatMap(({ tests }) => tests);
  const isKnown = ({ test }) => expected.some((beginning) => test.startsWith(beginning));
  const unknown = failures.filter((failure) => !isKnown(failure));
  const outdated = expected.filter(
    (beginning) =>
      wasRun(beginning.split(' > ')[0]) && !failures.some(({ test }) => test.startsWith(beginning)),
  );
  return { known: failures.length - unknown.length, unknown, outdated };
}

import { describe, expect, it } from 'vitest';
import { ROOT } from '../../support/gate.ts';

interface Failure {
  readonly test: string;
  readonly message: string;
}
interface RunTests {
  readonly readReport: (
    report: object,
    status: number | null,
  ) => { readonly passed: number; readonly failures: readonly Failure[] };
  readonly compare: (
    differences: readonly object[],
    name: string,
    failures: readonly Failure[],
    wasRun: (file: string) => boolean,
  ) => {
    readonly known: number;
    readonly unknown: readonly Failure[];
    readonly outdated: readonly string[];
  };
}
const { compare, readReport } = (await import(`${ROOT}tools/runtimes/run-tests.mjs`)) as RunTests;

const FILE = `${ROOT}test/authz/ace.test.ts`;
const TITLE = { ancestorTitles: ['an ACE'], title: 'is a list' };
const PASSED = { ...TITLE, status: 'passed' };
const FAILED = { ...TITLE, status: 'failed', failureMessages: ['no list'] };
const FAILURE = { test: 'test/authz/ace.test.ts > an ACE > is a list', message: 'no list' };

const reportOf = (numPassedTests: number, file: object): object => ({
  numPassedTests,
  testResults: [{ name: FILE, message: '', assertionResults: [], ...file }],
});

describe('readReport', () => {
  it('counts the tests that passed', () => {
    const report = reportOf(1, { assertionResults: [PASSED] });
    expect(readReport(report, 0)).toMatchObject({ passed: 1, failures: [] });
  });

  it.each<[string, object, number | null, Failure]>([
    ['a test that failed', reportOf(1, { assertionResults: [PASSED, FAILED] }), 1, FAILURE],
    [
      'a file that does not load',
      reportOf(1, { message: 'no such module' }),
      1,
      { test: 'test/authz/ace.test.ts', message: 'no such module' },
    ],
    ['a run without tests', reportOf(0, {}), 0, { test: 'vitest', message: 'no test passed' }],
    [
      'a run that was killed',
      reportOf(1, { assertionResults: [PASSED] }),
      null,
      { test: 'vitest', message: 'it ended with status null, but no test failed' },
    ],
    [
      'an error outside of tests',
      reportOf(1, { assertionResults: [PASSED] }),
      1,
      { test: 'vitest', message: 'it ended with status 1, but no test failed' },
    ],
  ])('reports %s', (_what, report, status, failure) => {
    expect(readReport(report, status).failures).toEqual([failure]);
  });
});

describe('compare', () => {
  const beginning = 'test/authz/ace.test.ts > an ACE';
  const differences = [{ runtimes: ['bun'], reason: 'a reason', tests: [beginning] }];

  it('keeps a failure that is not known to differ on this runtime', () => {
    for (const [known, name] of [
      [[], 'bun'],
      [differences, 'deno'],
    ] as const)
      expect(compare(known, name, [FAILURE], () => true).unknown).toEqual([FAILURE]);
  });

  it('counts a failure that is known to differ', () => {
    expect(compare(differences, 'bun', [FAILURE], () => true)).toEqual({
      known: 1,
      unknown: [],
      outdated: [],
    });
  });

  it('names a difference whose tests pass, unless they were not run', () => {
    expect(compare(differences, 'bun', [], () => true).outdated).toEqual([beginning]);
    expect(compare(differences, 'bun', [], () => false).outdated).toEqual([]);
  });
});

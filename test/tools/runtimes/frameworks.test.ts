import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contractCases, socketContractCases } from '../../../src/testing.ts';
import { ROOT } from '../../support/gate.ts';

interface EntryPoint {
  readonly mounts: Readonly<
    Record<string, { readonly kept: number; readonly cannot: Readonly<Record<string, string>> }>
  >;
  readonly sockets?: EntryPoint['mounts'];
  readonly own: { readonly passed: number; readonly differs: Readonly<Record<string, string>> };
}
interface Results {
  readonly rules: readonly string[];
  readonly socketRules: readonly string[];
  readonly packages: Readonly<Record<string, unknown>>;
  readonly runtimes: Readonly<
    Record<string, { readonly entryPoints: Readonly<Record<string, EntryPoint>> }>
  >;
}
interface Frameworks {
  readonly frameworkNames: () => readonly string[];
  readonly readResults: () => Results;
  readonly recordOf: (
    tests: readonly object[],
    rules: readonly string[],
    reasonOf: (test: string) => string | null,
    socketRules?: readonly string[],
  ) => Readonly<Record<string, EntryPoint>>;
}
const { frameworkNames, readResults, recordOf } = (await import(
  `${ROOT}tools/runtimes/frameworks.mjs`
)) as Frameworks;
const { pageOf } = (await import(`${ROOT}tools/frameworks-page.mjs`)) as {
  readonly pageOf: (results: Results) => string;
};
const { RUNTIMES } = (await import(`${ROOT}tools/runtimes/binaries.mjs`)) as {
  readonly RUNTIMES: readonly string[];
};

const results = readResults();
const page = readFileSync(`${ROOT}docs/frameworks.md`, 'utf8');

/** The entry points whose test file declares the contract. */
const withContract = frameworkNames().filter((name) => {
  const files = readdirSync(`${ROOT}test/adapters`, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file === `${name}.test.ts` || file.startsWith(`${name}/`))
    .filter((file) => file.endsWith('.ts'))
    .some((file) =>
      readFileSync(`${ROOT}test/adapters/${file}`, 'utf8').includes('adapterContract('),
    );
});

describe('docs/frameworks.md', () => {
  it('is what the generator makes of the recorded results', () => {
    expect(page, 'run node tools/frameworks-page.mjs').toBe(pageOf(results));
  });

  it('has each entry point that keeps the contract, with all of its rules', () => {
    expect(withContract).toEqual(expect.arrayContaining(['express', 'fetch', 'nest', 'node']));
    for (const name of withContract) {
      const mounts = Object.values(results.runtimes['node24']?.entryPoints[name]?.mounts ?? {});
      expect([name, mounts.length > 0], 'npm run test:runtimes -- --keep').toEqual([name, true]);
      for (const { kept, cannot } of mounts)
        expect(kept + Object.keys(cannot).length).toBe(results.rules.length);
    }
  });

  it('has the entry points that keep the contract for sockets, with all of its rules', () => {
    expect(results.socketRules).toEqual(socketContractCases.map(({ name }) => name));
    for (const name of ['ws', 'socket.io', 'sockets-elsewhere'])
      for (const runtime of ['node24', 'bun', 'deno']) {
        const mounts = Object.values(results.runtimes[runtime]?.entryPoints[name]?.sockets ?? {});
        expect([runtime, name, mounts.length > 0]).toEqual([runtime, name, true]);
        for (const { kept, cannot } of mounts)
          expect(kept + Object.keys(cannot).length).toBe(results.socketRules.length);
      }
  });

  it('counts no rule in both contracts, since a test is recorded by its title', () => {
    const { rules, socketRules } = readResults();
    expect(rules.filter((rule) => socketRules.includes(rule))).toEqual([]);
    const names = contractCases.map(({ name }) => name);
    expect(socketContractCases.filter(({ name }) => names.includes(name))).toEqual([]);
  });

  it('has Node, Bun, Deno and Workers', () => {
    const recorded = Object.keys(results.runtimes);
    expect(recorded).toEqual(expect.arrayContaining(['node24', 'bun', 'deno', 'workerd']));
    expect(recorded).toEqual(RUNTIMES.filter((name) => recorded.includes(name)));
  });

  it('is of a contract with at least 60 rules', () => {
    expect(results.rules.length).toBeGreaterThanOrEqual(60);
    expect(contractCases.length).toBeGreaterThanOrEqual(60);
  });
});

describe('recordOf', () => {
  const test = (title: string, status: string, more: object = {}): object => ({
    file: 'test/adapters/express.test.ts',
    groups: ['Express', 'twice'],
    title,
    status,
    ...more,
  });
  const record = (...tests: readonly object[]) =>
    recordOf(tests, ['is (RFC 1), so'], (title) => (title.endsWith('differs') ? 'a reason' : null));

  it('counts the rules that are kept, by mount', () => {
    const { express } = record(test('is (RFC 1), so', 'passed'));
    expect(express?.mounts).toEqual({ 'Express, twice': { kept: 1, cannot: {} } });
  });

  it('keeps the reason of a rule that cannot be kept', () => {
    const { express } = record(test('cannot be kept (no (HTTP) there): is (RFC 1), so', 'passed'));
    expect(express?.mounts).toEqual({
      'Express, twice': { kept: 0, cannot: { 'is (RFC 1), so': 'no (HTTP) there' } },
    });
  });

  it('counts the rules for sockets apart', () => {
    const file = 'test/adapters/ws.test.ts';
    const found = recordOf([test('opens', 'passed', { file })], [], () => null, ['opens']);
    expect(found['ws']).toEqual({
      mounts: {},
      sockets: { 'Express, twice': { kept: 1, cannot: {} } },
      own: { passed: 0, differs: {} },
    });
  });

  it('counts other tests as those of the entry point, and those that differ with the reason', () => {
    const file = 'test/adapters/express/more.test.ts';
    const { express } = record(test('works', 'passed', { file }), test('differs', 'failed'));
    expect(express?.own).toEqual({ passed: 1, differs: { differs: 'a reason' } });
  });

  it('counts no test that was skipped, and none of what entry points share', () => {
    const file = 'test/adapters/kit/ask.test.ts';
    expect(record(test('works', 'skipped'), test('works', 'passed', { file }))).toEqual({});
  });
});

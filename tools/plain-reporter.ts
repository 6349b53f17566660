import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/**
 * Ends a test run with one plain line, `N passed, N failed, N skipped`, for scripts that read the
 * end of a log.
 *
 * A file that does not load, a hook that throws, an uncaught error and a test that did not finish
 * each count as failed.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      const groups: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
      count.failed += groups.filter((group) => group.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'failed' : state]++;
      }
    }
    // Other reporters print after this call, and this line must be the last.
    process.on('exit', () =>
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`),
    );
  }
}

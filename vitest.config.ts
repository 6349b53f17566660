import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Several processes, stores that fail, Chromium, and builds with planted faults. */
const LONG = [
  'test/processes/**/*.test.ts',
  'test/stores/*/{faults,processes}.test.ts',
  'test/examples/rotation.test.ts',
  'test/testing/planted.test.ts',
  'test/**/*-browser.test.ts',
];
const ALL = ['test/**/*.test.ts'];
/** Files that are named on the command line are among all of them. */
const TESTS = {
  all: { include: ALL },
  short: { include: ALL, exclude: [...configDefaults.exclude, ...LONG] },
  long: { include: LONG },
  nightly: { include: [...ALL, 'test/**/*.nightly.ts'] },
};

export default defineConfig({
  test: {
    ...TESTS[(process.env['PYRAMIDION_TESTS'] ?? 'all') as keyof typeof TESTS],
    reporters: ['default', './tools/plain-reporter.ts'],
    // The longest files wait: for Chromium, a server, or a fault to pass.
    maxWorkers: Math.max(3, availableParallelism()),
    // Each worker loads a module once, as a process of an application does, and not for each file.
    isolate: false,
    setupFiles: ['test/support/put-back.ts'],
    // Ends only what hangs: no test asserts how fast something is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}) as object;

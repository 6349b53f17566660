import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/**/*.test.ts',
      ...(process.env['PYRAMIDION_NIGHTLY'] === '1' ? ['test/**/*.nightly.ts'] : []),
    ],
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

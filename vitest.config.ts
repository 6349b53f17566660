import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './tools/plain-reporter.ts'],
    // So long that it ends what hangs and nothing else: how quick something is, no test is to say.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
}) as object;

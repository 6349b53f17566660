type Hook = (run: () => Promise<void>) => unknown;

/** A test runner, as vitest, `node:test` and `bun:test` export one. */
export interface TestRunner {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly beforeAll?: Hook;
  readonly before?: Hook;
  readonly afterAll?: Hook;
  readonly after?: Hook;
}

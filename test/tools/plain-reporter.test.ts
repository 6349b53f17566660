import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, runNode } from '../support/gate.ts';

/** Runs vitest over one fixture; returns its last line, its exit status and all its output. */
function run(
  fixture: string,
  ci: 'true' | '',
): { last: string | undefined; status: number | null; text: string } {
  const folder = join(ROOT, 'test/tools/fixtures');
  const args = [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    folder,
    '--config',
    join(folder, 'vitest.config.ts'),
  ];
  // Left in, the names that vitest gives its workers would make the inner run believe it is one.
  const env = {
    FIXTURE: fixture,
    CI: ci,
    NO_COLOR: '1',
    VITEST: undefined,
    VITEST_WORKER_ID: undefined,
    VITEST_POOL_ID: undefined,
  };
  const { status, text } = runNode(args, env);
  return { last: text.trimEnd().split('\n').at(-1), status, text };
}

describe('plain-reporter', () => {
  it('ends with the counts, after all other reporters; a hook that throws has failed, a suite whose need is missing is skipped with its cure', {
    timeout: 60_000,
  }, () => {
    const { last, status, text } = run('counted.ts', '');
    // passes, breathes; fails, the hook; skip, todo, the test behind the hook, the suite that needs
    // gold.
    expect(last).toBe('2 passed, 2 failed, 4 skipped');
    expect(text).toContain(
      'skipped: a suite that needs gold (Gold is not on this machine: dig here)',
    );
    expect(status).toBe(1);
  });

  it('counts a suite whose need is missing as failed if CI=true', { timeout: 60_000 }, () => {
    const { last, text } = run('counted.ts', 'true');
    expect(last).toBe('2 passed, 3 failed, 3 skipped');
    expect(text).toContain('Gold is not on this machine: dig here');
  });

  it('counts a file that does not load as failed', { timeout: 60_000 }, () => {
    const { last, status } = run('unloadable.ts', '');
    expect(last).toBe('0 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  });

  it('counts an uncaught error as failed, even if every test passed', {
    timeout: 60_000,
  }, () => {
    const { last, status } = run('unhandled.ts', '');
    expect(last).toBe('1 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  });

  it('counts a test that did not finish as failed, not as skipped', { timeout: 60_000 }, () => {
    const { last, status } = run('killed.ts', '');
    // The two tests, and the process that ended under them.
    expect(last).toBe('0 passed, 3 failed, 0 skipped');
    expect(status).toBe(1);
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { ROOT, runNode, withFolder } from '../support/gate.ts';

/** Runs the gate in a repository that has one commit of each subject after its first one. */
function check(subjects: readonly string[], tagAfter?: number): Outcome {
  return withFolder({ 'a.txt': '' }, (folder) => {
    const git = (...args: string[]): void => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
      execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
    };
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'The first one.');
    git('branch', 'start');
    subjects.forEach((subject, index) => {
      git('commit', '-q', '--allow-empty', '-m', subject);
      if (index === tagAfter) git('tag', 'v1');
    });
    return runNode([join(ROOT, 'tools/check-commits.mjs'), folder, '--since', 'start']);
  });
}

describe('check-commits', { timeout: 60_000 }, () => {
  it('passes conventional subjects of up to 72 characters', () => {
    const longest = `fix(cookie): ${'a'.repeat(59)}`;
    expect(check(['feat!: add a store', longest, 'docs: name the RFC'])).toEqual({
      status: 0,
      text: 'check-commits: 3 commits, 0 faults\n',
    });
  });

  it('refuses each subject of another form', () => {
    const { status, text } = check([
      'Add a store',
      'feature: add a store',
      'fix: add a store.',
      `fix: ${'a'.repeat(68)}`,
    ]);
    expect(text).toMatch(/[0-9a-f]{7,} Add a store: write it as "fix\(cookie\)/);
    expect(text).toContain('feature: add a store: write it as');
    expect(text).toContain('fix: add a store.: write it as');
    expect(text).toContain('it has 73 characters, 72 are the most');
    expect(text).toContain('4 commits, 4 faults');
    expect(status).toBe(1);
  });

  it('reads only the commits after the last tag', () => {
    expect(check(['Add a store', 'fix: add a store'], 0).status).toBe(0);
    expect(check(['fix: add a store', 'Add a store'], 0).status).toBe(1);
  });

  it('refuses a start that is not in the history', () => {
    const { status, text } = runNode(['tools/check-commits.mjs', '--since', 'nowhere']);
    expect(text).toContain('there is no commit nowhere');
    expect(status).toBe(1);
  });

  it('checks nothing where there is no repository, and says so', () => {
    const { status, text } = withFolder({ 'a.txt': '' }, (folder) =>
      runNode([join(ROOT, 'tools/check-commits.mjs'), folder]),
    );
    expect(text).toContain('nothing was checked');
    expect(status).toBe(0);
  });
});

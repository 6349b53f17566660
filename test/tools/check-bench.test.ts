import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runNode, withFolder } from '../support/gate.ts';

const row = (role: string, median: number | null = 99_999): object => ({
  suite: 'acl',
  runtime: 'node20',
  what: 'one decision',
  who: role,
  role,
  median,
});

function check(...rows: readonly object[]): Outcome {
  return withFolder({ 'rows.json': JSON.stringify(rows) }, (folder) =>
    runNode(['tools/check-bench.mjs', 'acl', '--rows', join(folder, 'rows.json')]),
  );
}

describe('check-bench', () => {
  it('accepts a suite that yields rows of ours and of a peer, however slow', () => {
    const { status, text } = check(row('ours'), row('peer'));
    expect(text).toContain('check-bench: 1 suites, 2 rows, 0 faults');
    expect(status).toBe(0);
  });

  it.each([
    ['ours', 'acl: it yields no row of ours'],
    ['peer', 'acl: it yields no row of a peer'],
  ])('rejects a suite without rows of %s', (lost, fault) => {
    const { status, text } = check(
      ...['ours', 'peer', 'also'].filter((r) => r !== lost).map((r) => row(r)),
    );
    expect(text).toContain(fault);
    expect(text).toContain('1 faults');
    expect(status).toBe(1);
  });

  it('rejects a row without a figure', () => {
    const { status, text } = check(row('ours'), row('peer', null));
    expect(text).toContain('acl: "one decision: peer" has no figure');
    expect(status).toBe(1);
  });

  it.each([['wait'], ['acl', 'wait']])('runs nothing for an unknown suite: %s %s', (...names) => {
    const { status, text } = runNode(['tools/check-bench.mjs', ...names]);
    expect(text).toContain('there is no suite wait');
    expect(text).not.toMatch(/\d s\n/);
    expect(status).toBe(1);
  });
});

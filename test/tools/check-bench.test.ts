import { describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runNode, withFolder } from '../support/gate.ts';
import { join } from 'node:path';

const row = (subject: string): object => ({
  suite: 'weight',
  runtime: 'node20',
  subject,
  unit: 'B',
  median: 99_999,
  min: 1,
  max: 2,
  ratioToLimit: null,
  ratioToBestPeer: null,
});
const ALL = [
  'import: pyramidion',
  'bundled, brotli: pyramidion',
  'bundled, brotli: pyramidion/acl',
  'import: jose',
];

function check(subjects: readonly string[]): Outcome {
  return withFolder({ 'rows.json': JSON.stringify(subjects.map(row)) }, (folder) =>
    runNode(['tools/check-bench.mjs', 'weight', '--rows', join(folder, 'rows.json')]),
  );
}

describe('check-bench', () => {
  it('is content with a row for each target, however slow', () => {
    const { status, text } = check(ALL);
    expect(text).toContain('check-bench: 1 suites, 3 targets, 4 rows, 0 faults');
    expect(status).toBe(0);
  });

  it.each(ALL.slice(0, 3))('names the target that has lost its row %s', (lost) => {
    const { status, text } = check(ALL.filter((subject) => subject !== lost));
    expect(text.match(/weight: no row for/g)).toHaveLength(1);
    expect(text).toContain('1 faults');
    expect(status).toBe(1);
  });

  it.each([['wait'], ['weight', 'wait']])(
    'runs nothing for a suite that there is not: %s %s',
    (...names) => {
      const { status, text } = runNode(['tools/check-bench.mjs', ...names]);
      expect(text).toContain('there is no suite wait');
      expect(text).not.toMatch(/\d s\n/);
      expect(status).toBe(1);
    },
  );
});

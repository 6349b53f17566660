import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CutOffTable } from '../../src/sessions/cut-off-table.ts';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';

const NOW = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;

describe('CutOffTable', () => {
  const prints = new Fingerprinter();

  it('keeps the later cut-off to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        (one, other) => {
          const table = new CutOffTable();
          table.add(prints.of('user'), one, null);
          table.add(prints.of('user'), other, NOW);
          expect(table.at(...prints.of('user'))).toBe(Math.max(one, other));
        },
      ),
    );
  });

  it('returns 0 for a user without one', () => {
    expect(new CutOffTable().at(...prints.of('user'))).toBe(0);
  });

  it('keeps a cut-off until the day of its end is over, and the later of two ends', () => {
    const table = new CutOffTable();
    table.add(prints.of('short'), NOW, NOW + HOUR);
    table.add(prints.of('never'), NOW, null);
    table.add(prints.of('never'), NOW + 1, NOW);
    const sweep = (now: number): void => {
      for (let part = 0; part < 256; part++) table.sweep(part, now);
    };
    sweep(NOW + HOUR);
    expect(table.at(...prints.of('short'))).toBe(NOW);
    sweep(NOW + 72 * HOUR);
    expect(table.at(...prints.of('short'))).toBe(0);
    expect(table.at(...prints.of('never'))).toBe(NOW + 1);
  });
});

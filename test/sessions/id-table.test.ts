import { describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';
import { IdTable } from '../../src/sessions/id-table.ts';

const NOW = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;

describe('IdTable', () => {
  const prints = new Fingerprinter();
  const sweepAll = (table: IdTable, now: number): void => {
    for (let part = 0; part < 256; part++) table.sweep(part, now);
  };

  it('keeps an identifier until its end, and the later of two ends', () => {
    const table = new IdTable();
    table.add(prints.of('short'), NOW + HOUR);
    table.add(prints.of('twice'), NOW + 2 * HOUR);
    table.add(prints.of('twice'), NOW + HOUR);
    table.add(prints.of('never'), null);
    table.add(prints.of('never'), NOW);
    sweepAll(table, NOW + HOUR);
    expect(table.has(...prints.of('short'))).toBe(true);
    sweepAll(table, NOW + HOUR + 1001);
    expect(table.has(...prints.of('short'))).toBe(false);
    expect(table.has(...prints.of('twice'))).toBe(true);
    sweepAll(table, NOW + 200 * 365 * 24 * HOUR);
    expect(table.has(...prints.of('twice'))).toBe(false);
    expect(table.has(...prints.of('never'))).toBe(true);
  });

  it('removes an identifier', () => {
    const table = new IdTable();
    table.add(prints.of('a'), null);
    table.delete(prints.of('a'));
    expect([table.has(...prints.of('a')), table.size]).toEqual([false, 0]);
  });
});

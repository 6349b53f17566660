import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fingerprint } from '../../src/sessions/fingerprint.ts';
import { Fingerprinter, NO_FINGERPRINT } from '../../src/sessions/fingerprint.ts';
import { FingerprintTable } from '../../src/sessions/fingerprint-table.ts';

/** Fingerprints that meet in one segment, and often want the same place. */
const crowded = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, b]): Fingerprint => [a + 1, ((b * 0x1000_0000) | 0) + a]);

describe('FingerprintTable', () => {
  it('never finds the fingerprint of no identifier', () => {
    const table = new FingerprintTable(1);
    expect(table.has(...NO_FINGERPRINT)).toBe(false);
    // In the segment, and in the first place, where that fingerprint would be.
    table.set([0, 1], 7, 0);
    table.set([1, 0x7fff_ffff], 7, 0);
    expect(table.has(...NO_FINGERPRINT)).toBe(false);
    table.delete(NO_FINGERPRINT);
    expect(table.size).toBe(2);
  });

  it('holds what a Map would hold, after any order of additions and removals', () => {
    const steps = fc.array(
      fc.record({ print: crowded, word: fc.integer(), remove: fc.boolean() }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (given) => {
        const table = new FingerprintTable(1);
        const expected = new Map<string, number>();
        for (const { print, word, remove } of given) {
          if (remove) {
            table.delete(print);
            expected.delete(String(print));
          } else {
            table.set(print, word, 0);
            expected.set(String(print), word);
          }
        }
        expect(table.size).toBe(expected.size);
        for (const { print } of given) {
          if (expected.has(String(print))) expect(table.mayHave(...print)).toBe(true);
          expect(table.has(...print)).toBe(expected.has(String(print)));
          if (table.has(...print))
            expect(table.word(print[0], table.slotOf(...print), 0)).toBe(
              expected.get(String(print)),
            );
        }
      }),
    );
  });

  it('takes at most 32 bytes for an entry while it grows, with two words', () => {
    const table = new FingerprintTable(2);
    const prints = new Fingerprinter();
    for (let index = 0; index < 60_000; index++) {
      table.set(prints.of(`id ${index}`), index, index);
      if (index > 20_000 && index % 1000 === 0)
        expect(table.bytes / table.size).toBeLessThanOrEqual(32);
    }
  });

  it('sweeps each segment once in 256 calls', () => {
    const table = new FingerprintTable(1);
    const prints = new Fingerprinter();
    for (let index = 0; index < 5000; index++) table.set(prints.of(`id ${index}`), index % 2, 0);
    for (let part = 0; part < 256; part++) table.sweep(part, ([word]) => word === 1);
    expect(table.size).toBe(2500);
    for (let index = 0; index < 5000; index++)
      expect(table.has(...prints.of(`id ${index}`)) && index % 2 === 0).toBe(false);
  });

  it('may have all that it has, and hardly anything else, while it grows and after a sweep', () => {
    const table = new FingerprintTable(1);
    const prints = new Fingerprinter();
    const held = Array.from({ length: 30_000 }, (_, index) => prints.of(`id ${index}`));
    const others = Array.from({ length: 5000 }, (_, index) => prints.of(`other ${index}`));
    const mistakes = () => others.filter((print) => table.mayHave(...print)).length;
    for (const [index, print] of held.entries()) {
      table.set(print, index % 2, 0);
      expect(table.mayHave(...print)).toBe(true);
      if (index % 5000 === 4999) expect(mistakes()).toBeLessThan(others.length * 0.05);
    }
    expect(held.every((print) => table.mayHave(...print))).toBe(true);
    const before = mistakes();
    for (let part = 0; part < 256; part++) table.sweep(part, ([word]) => word === 1);
    expect(held.every((print, index) => index % 2 === 0 || table.mayHave(...print))).toBe(true);
    expect(mistakes()).toBeLessThan(before);
  });
});

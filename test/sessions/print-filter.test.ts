import { describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';
import { PrintFilter } from '../../src/sessions/print-filter.ts';

const prints = new Fingerprinter();
const some = (count: number) =>
  Array.from({ length: count }, (_, index) => prints.of(`${count} ${index}`));

describe('PrintFilter', () => {
  it('may have each fingerprint that was added, at every size', () => {
    for (const wordsLog of [1, 2, 9]) {
      const filter = new PrintFilter(wordsLog);
      const added = some(3000);
      for (const print of added) filter.add(print);
      expect(added.every((print) => filter.mayHave(...print))).toBe(true);
    }
  });

  it('has nothing in the beginning, but for fingerprints without a bit, 1 in 10,000', () => {
    const filter = new PrintFilter();
    expect(some(3000).filter((print) => filter.mayHave(...print)).length).toBeLessThan(10);
  });

  it('forgets one segment and keeps the others', () => {
    const filter = new PrintFilter(4);
    const added = some(3000);
    for (const print of added) filter.add(print);
    // Fingerprints have another key in each run: the fullest segment has some in all of them.
    const sizes = new Map<number, number>();
    for (const [a] of added) sizes.set(a >>> 24, (sizes.get(a >>> 24) ?? 0) + 1);
    const [cleared] = [...sizes].toSorted(([, a], [, b]) => b - a)[0] as [number, number];
    filter.clear(cleared);
    const [forgotten, kept] = [
      added.filter(([a]) => a >>> 24 === cleared),
      added.filter(([a]) => a >>> 24 !== cleared),
    ];
    expect(forgotten.length).toBeGreaterThan(2);
    expect(forgotten.filter((print) => filter.mayHave(...print)).length).toBeLessThan(2);
    expect(kept.every((print) => filter.mayHave(...print))).toBe(true);
  });

  it('offers twice the size only if it has too many fingerprints', () => {
    const filter = new PrintFilter();
    const words = filter.bytes / 4;
    expect(filter.larger(words * 2)).toBeNull();
    expect(filter.larger(words * 2 + 1)?.bytes).toBe(filter.bytes * 2);
  });

  it('mistakes few other fingerprints for those that were added when it is full', () => {
    const filter = new PrintFilter(5);
    const words = filter.bytes / 4;
    for (const print of some(words * 2)) filter.add(print);
    const others = some(20_000);
    const mistaken = others.filter((print) => filter.mayHave(...print)).length;
    expect(mistaken / others.length).toBeLessThan(0.04);
  });
});

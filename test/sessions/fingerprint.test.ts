import { describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';

describe('Fingerprinter', () => {
  it('gives one identifier one fingerprint, and another key another one', () => {
    const [one, other] = [new Fingerprinter(), new Fingerprinter()];
    expect(one.of('own:a')).toEqual(one.of('own:a'));
    expect(one.of('own:a')).not.toEqual(other.of('own:a'));
    expect(one.of('')).not.toEqual([0, 0]);
  });

  it('gives no two of 200,000 similar identifiers the same fingerprint', () => {
    const prints = new Fingerprinter();
    const seen = new Set<string>();
    for (let index = 0; index < 200_000; index++) seen.add(String(prints.of(`own:user-${index}`)));
    expect(seen.size).toBe(200_000);
  });

  it('spreads identifiers over all segments', () => {
    const prints = new Fingerprinter();
    const counts = new Map<number, number>();
    for (let index = 0; index < 25_600; index++) {
      const [a] = prints.of(`own:${index}`);
      counts.set(a >>> 24, (counts.get(a >>> 24) ?? 0) + 1);
    }
    expect(counts.size).toBe(256);
    expect(Math.max(...counts.values())).toBeLessThan(200);
  });
});

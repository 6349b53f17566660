import { describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';
import { RecentPrints } from '../../src/sessions/recent-prints.ts';

const prints = new Fingerprinter();

describe('RecentPrints', () => {
  it('counts what was added', () => {
    const recent = new RecentPrints();
    for (let count = 0; count < 5000; count++) {
      expect(recent.version).toBe(count);
      recent.add(prints.of(String(count)));
    }
  });

  it('has all that came after a version, or says that it has not', () => {
    const recent = new RecentPrints();
    const added = Array.from({ length: 5000 }, (_, index) => prints.of(`one ${index}`));
    let whole = 0;
    added.forEach((print, index) => {
      recent.add(print);
      const version = Math.max(0, index - 700);
      const since = recent.since(version);
      if (since === null) return;
      whole++;
      const later = added.slice(version, index + 1);
      if (index % 50 === 0) expect(later.every((one) => since.mayHave(...one))).toBe(true);
    });
    expect(whole).toBeGreaterThan(3000);
    expect(whole).toBeLessThan(5000);
  });

  it('has nothing to say of a token that was never found live', () => {
    expect(new RecentPrints().since(-1)).toBeNull();
  });

  it('takes few others for what was added, also when it is full', () => {
    const recent = new RecentPrints();
    for (let count = 0; count < 2048; count++) recent.add(prints.of(`two ${count}`));
    const others = Array.from({ length: 20_000 }, (_, index) => prints.of(`three ${index}`));
    const mistaken = others.filter((print) => recent.since(0)?.mayHave(...print)).length;
    expect(mistaken / others.length).toBeLessThan(0.02);
  });
});

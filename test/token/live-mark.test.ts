import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveMark } from '../../src/token/live-mark.ts';

const markOf = (born: number): LiveMark => new LiveMark([1, 2], [3, 4], [5, 6], born, null, false);

describe('LiveMark', () => {
  it('keeps the millisecond in which a session began', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000_000, max: 2_600_000_000_000 }), (born) => {
        expect(markOf(born).born).toBe(born);
      }),
    );
  });

  it('takes a session without a time for older than every cut-off', () => {
    expect(markOf(Number.NEGATIVE_INFINITY).born).toBeLessThan(1_000_000_000_000);
  });

  it('keeps the fingerprints apart', () => {
    const { sessionA, sessionB, tokenA, tokenB, userA, userB } = markOf(0);
    expect([sessionA, sessionB, tokenA, tokenB, userA, userB]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

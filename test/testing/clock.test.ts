import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/index.ts';
import { testClock } from '../../src/testing.ts';

describe('testClock', () => {
  it('stands still at its start', () => {
    expect(testClock(1000)()).toBe(1000);
    expect(testClock(new Date('2026-01-01T00:00:00Z'))()).toBe(Date.UTC(2026, 0, 1));
  });

  it('starts at the time of the machine, in whole seconds', () => {
    const before = Date.now();
    const now = testClock()();
    expect(now % 1000).toBe(0);
    expect(Math.abs(now - before)).toBeLessThan(60_000);
  });

  it.each([
    [10, 10_000],
    ['10s', 10_000],
    ['15m', 900_000],
    [0.5, 500],
  ] as const)('advances by %s', (by, milliseconds) => {
    const clock = testClock(1000);
    expect(clock.advance(by)).toBe(1000 + milliseconds);
    expect(clock()).toBe(1000 + milliseconds);
  });

  it('is set to a time, also back', () => {
    const clock = testClock(5000);
    expect([clock.set(1000), clock()]).toEqual([1000, 1000]);
    expect(clock.set(new Date(7000))).toBe(7000);
  });

  it.each([
    () => testClock(Number.NaN),
    () => testClock(new Date('no date')),
    () => testClock().set(Number.POSITIVE_INFINITY),
    () => testClock().advance('soon' as never),
    () => testClock().advance(-1),
  ])('throws for what is no time: %s', (use) => {
    expect(use).toThrow(ConfigurationError);
  });
});

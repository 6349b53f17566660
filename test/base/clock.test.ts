import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';

afterEach(() => void vi.useRealTimers());

it('the system clock follows a test that replaces the time', () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  expect(systemClock()).toBe(1_700_000_000_000);
  vi.setSystemTime(1_800_000_000_000);
  expect(systemClock()).toBe(1_800_000_000_000);
});

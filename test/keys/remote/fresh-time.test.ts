import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FreshTime } from '../../../src/keys/remote/fresh-time.ts';

const MINUTE = 60_000;

describe.each([true, false])('the fresh time of keys, with a timer: %s', (hasTimer) => {
  let time: FreshTime;
  beforeEach(() => {
    vi.useFakeTimers();
    time = new FreshTime(() => performance.now(), hasTimer);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins with keys', () => {
    expect([time.isFresh, time.isUsable]).toEqual([false, false]);
    time.begin(8 * MINUTE, MINUTE, 0);
    expect([time.isFresh, time.isUsable]).toEqual([true, true]);
  });

  it('is over after three quarters of it, and the keys are used until they are stale', () => {
    time.begin(8 * MINUTE, 2 * MINUTE, 0);
    vi.advanceTimersByTime(6 * MINUTE - 1);
    expect(time.isFresh).toBe(true);
    vi.advanceTimersByTime(1);
    expect([time.isFresh, time.isUsable]).toEqual([false, true]);
    vi.advanceTimersByTime(4 * MINUTE - 1);
    expect(time.isUsable).toBe(true);
    vi.advanceTimersByTime(1);
    expect(time.isUsable).toBe(false);
  });

  it('counts the age of keys from a cache', () => {
    time.begin(8 * MINUTE, MINUTE, 5 * MINUTE);
    expect(time.isFresh).toBe(true);
    vi.advanceTimersByTime(MINUTE);
    expect(time.isFresh).toBe(false);
    time.begin(8 * MINUTE, MINUTE, 7 * MINUTE);
    expect([time.isFresh, time.isUsable]).toEqual([false, true]);
  });

  it('begins again for newer keys, whatever the earlier timer says', () => {
    time.begin(8 * MINUTE, MINUTE, 0);
    vi.advanceTimersByTime(5 * MINUTE);
    time.begin(8 * MINUTE, MINUTE, 0);
    vi.advanceTimersByTime(2 * MINUTE);
    expect(time.isFresh).toBe(true);
  });

  it('leaves no timer behind when it is ended', () => {
    time.begin(8 * MINUTE, MINUTE, 0);
    time.end();
    expect(vi.getTimerCount()).toBe(0);
    expect(time.isUsable).toBe(true);
  });
});

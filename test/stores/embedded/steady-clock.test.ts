import { describe, expect, it } from 'vitest';
import { steadyClock } from '../../../src/stores/embedded/steady-clock.ts';

const HOUR = 3_600_000;

function clocks() {
  const state = { wall: 1_700_000_000_000, passed: 0 };
  const clock = steadyClock(
    () => state.wall,
    () => state.passed,
  );
  const pass = (milliseconds: number): void => {
    state.wall += milliseconds;
    state.passed += milliseconds;
  };
  return { state, clock, pass };
}

describe('steadyClock', () => {
  it('follows a clock that runs as it should', () => {
    const { state, clock, pass } = clocks();
    pass(HOUR);
    expect(clock()).toBe(state.wall);
    state.wall += 50_000;
    expect(clock()).toBe(state.wall);
  });

  it('follows a clock that is set back', () => {
    const { state, clock } = clocks();
    state.wall -= HOUR;
    expect(clock()).toBe(state.wall);
  });

  it('counts on when the clock jumps ahead, and follows it when it is set right', () => {
    const { state, clock, pass } = clocks();
    const before = state.wall;
    state.wall += 100_000 * HOUR;
    pass(HOUR);
    expect(clock()).toBe(before + HOUR);
    pass(HOUR);
    expect(clock()).toBe(before + 2 * HOUR);
    state.wall -= 100_000 * HOUR;
    expect(clock()).toBe(before + 2 * HOUR);
  });

  it('believes a clock that stays ahead for a day, as one that was wrong at the start', () => {
    const { state, clock, pass } = clocks();
    state.wall += 100_000 * HOUR;
    clock();
    pass(23 * HOUR);
    expect(clock()).toBeLessThan(state.wall);
    pass(HOUR);
    expect(clock()).toBe(state.wall);
  });
});

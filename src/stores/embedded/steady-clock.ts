import type { Clock } from '../../base/clock.ts';

/** How far the clock may be ahead of the time that has passed. */
const TOLERATED = 60_000;
/** How long a clock has to stay ahead until it is believed. */
const BELIEVED_AFTER = 24 * 3_600_000;

/**
 * Returns a clock that does not follow a jump into the future at once. What is removed because its
 * time is over cannot come back when the clock is set right.
 *
 * @param clock - the clock of the machine
 * @param passed - the milliseconds that have passed since any moment
 */
export function steadyClock(clock: Clock, passed: () => number = () => performance.now()): Clock {
  let time = clock();
  let at = passed();
  let aheadSince: number | null = null;
  return () => {
    const now = passed();
    const expected = time + now - at;
    const said = clock();
    const isAhead = said > expected + TOLERATED;
    if (isAhead) aheadSince ??= now;
    else aheadSince = null;
    const isBelieved = aheadSince === null || now - aheadSince >= BELIEVED_AFTER;
    time = isBelieved ? said : expected;
    at = now;
    return time;
  };
}

import { ConfigurationError } from '../options/configuration-error.ts';
import type { Duration } from '../options/duration.ts';
import { NO_DURATION, parseDuration } from '../options/duration.ts';

/** A clock that a test turns by hand; pass it as the option `clock` of `createSecurity`. */
export interface TestClock {
  /** Returns the time in milliseconds since 1970. */
  (): number;
  /**
   * Lets time pass.
   *
   * @param by - seconds, or a duration such as `'10s'` or `'15m'`
   * @returns the new time in milliseconds since 1970
   * @throws ConfigurationError if it is not a duration
   */
  advance(by: Duration): number;
  /**
   * Sets the time, also back.
   *
   * @param to - a Date, or milliseconds since 1970
   * @returns the new time in milliseconds since 1970
   * @throws ConfigurationError if it is not a time
   */
  set(to: Date | number): number;
}

/**
 * Returns a clock that stands still until it is turned.
 *
 * @param start - a Date, or milliseconds since 1970. Default: the time of the machine, in whole
 *   seconds
 * @throws ConfigurationError if it is not a time
 * @example
 * const clock = testClock();
 * const security = createSecurity({ privateKey: testSecret(), expiration: '15m', clock });
 * const headers = await authAs(security, 'alice');
 * clock.advance('15m'); // the token has expired
 */
export function testClock(start: Date | number = wholeSeconds(Date.now())): TestClock {
  let now = millisecondsOf(start);
  return Object.assign(() => now, {
    advance(by: Duration): number {
      const seconds = parseDuration(by);
      if (seconds === null) throw new ConfigurationError(`clock.advance: the time ${NO_DURATION}`);
      return (now += seconds * 1000);
    },
    set(to: Date | number): number {
      return (now = millisecondsOf(to));
    },
  });
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

function millisecondsOf(time: Date | number): number {
  const milliseconds = Number(time);
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw new ConfigurationError('The time of a clock is a Date or milliseconds since 1970.');
}

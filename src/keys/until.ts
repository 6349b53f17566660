import { ConfigurationError } from '../options/configuration-error.ts';
import type { Key } from './key-set.ts';

const DAY = 86_400;
/** How many days ahead the end of a key may be: a key that was replaced is not kept for years. */
export const MOST_DAYS = 90;

/**
 * Reads the end of a key: the day, at 00:00 UTC, from which it verifies nothing.
 *
 * @param name - what error messages call the option: `'keys[1].until'`
 * @returns seconds since 1970
 * @throws ConfigurationError if it is not a day as `2027-01-31`
 */
export function readUntil(given: unknown, name: string): number {
  const isDay = typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given);
  const time = isDay ? Date.parse(given) : Number.NaN;
  // `Date.parse` takes 31 February for a day in March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given)
    throw new ConfigurationError(
      `${name} is not a day: write "2027-01-31", from 00:00 UTC of which the key verifies nothing`,
    );
  return time / 1000;
}

/**
 * Returns what is wrong with the ends of keys. An end in the past is no fault: a server must start
 * also on the day after.
 *
 * @param now - seconds since 1970
 * @param place - what error messages call the keys
 */
export function untilFaults(keys: readonly Key[], now: number, place = 'keys'): readonly string[] {
  return keys.flatMap(({ until, signingKey }, index) => {
    if (until === undefined) return [];
    const name = `${place}[${index}].until`;
    if (index === 0 && signingKey !== null)
      return [`${name} ends the key that signs: put the key that replaces it before it.`];
    return until <= now + MOST_DAYS * DAY
      ? []
      : [`${name} is more than ${MOST_DAYS} days ahead: write an earlier day.`];
  });
}

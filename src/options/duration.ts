/**
 * A duration: a number of seconds, which may have a fraction, or a whole number with a unit
 * (seconds, minutes, hours, days, weeks) such as `'90s'`, `'15m'`, `'2h'`, `'14d'`, `'2w'`. At most
 * 1e12 seconds.
 */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/**
 * What is wrong with a value that is not a duration. It follows the name of the option or setting.
 */
export const NO_DURATION =
  'is not a duration: write seconds (900) or a number with s, m, h, d or w ("15m")';

/** About 31,700 years. A later date has more digits than a cookie's `Expires` can hold. */
const MAX_SECONDS = 1e12;

/**
 * Reads a duration. A string of digits (`'900'`) is seconds, because environment variables and ini
 * files only know strings.
 *
 * @returns seconds; null, so that the caller can collect all faults, for any other value
 */
export function parseDuration(value: unknown): number | null {
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 && value <= MAX_SECONDS ? value : null;
  if (typeof value !== 'string') return null;
  const parts = /^(\d{1,13})([smhdw]?)$/.exec(value);
  if (parts === null) return null;
  const seconds = Number(parts[1]) * (SECONDS_PER_UNIT[parts[2] || 's'] as number);
  return seconds <= MAX_SECONDS ? seconds : null;
}

/** Returns a time span for a sentence, rounded down: `12 minutes`. */
export function timeSpan(seconds: number): string {
  const [unit, size] =
    TIME_UNITS.find(([, length]) => seconds >= 2 * length) ?? (['second', 1] as const);
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const TIME_UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

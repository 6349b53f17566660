/** A span of time: a number of seconds, or a whole number with a unit such as `'90s'`, `'15m'`, `'2h'`, `'14d'`, `'2w'`. */
export type Duration = number | string;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The fault of what is none, behind its name. */
export const NO_DURATION =
  'is not a duration: write seconds (900) or a number with s, m, h, d or w ("15m")';

/** Past this many seconds (about 31,700 years) a date can no longer be written in a cookie. */
const LONGEST = 1e12;

/**
 * Reads a duration into seconds, or `null` when it is not one; `null` and not an error, so that a caller can collect its faults.
 * Bare digits (`'900'`) are seconds, since environment variables and ini files know only text.
 */
export function parseDuration(value: unknown): number | null {
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 && value <= LONGEST ? value : null;
  if (typeof value !== 'string') return null;
  const parts = /^(\d{1,13})([smhdw]?)$/.exec(value);
  if (parts === null) return null;
  const seconds = Number(parts[1]) * (SECONDS[parts[2] || 's'] as number);
  return seconds <= LONGEST ? seconds : null;
}

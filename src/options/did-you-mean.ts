import { ConfigurationError } from './configuration-error.ts';

/** A longer word is no typing mistake, and comparing it would only cost time. */
const MAX_WORD_LENGTH = 64;

/**
 * Returns the known word that was most likely meant by an unknown one, or null if none is near.
 * Case, `_`, `-`, `.` and spaces do not count; about one letter in three may be wrong.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const wanted = fold(word);
  if (wanted === '' || wanted.length > MAX_WORD_LENGTH) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(wanted, fold(candidate));
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

/**
 * Returns one fault for each given option that is not known, with the name that was probably meant.
 *
 * @param place - the function that takes the options: `'cookiePolicy'`
 * @param suggest - returns the name that was probably meant
 * @throws ConfigurationError `options_invalid` if they are not an object
 */
export function unknownOptions(
  given: unknown,
  known: readonly string[],
  place: string,
  suggest: typeof nearest = nearest,
): string[] {
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError(`${place} takes an object of options.`);
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = suggest(name, known);
      const cure =
        meant === null ? `the options are ${known.join(', ')}.` : `did you mean ${meant}?`;
      return `${place} has no option ${JSON.stringify(name.slice(0, MAX_WORD_LENGTH))}: ${cure}`;
    });
}

/** Makes `cookie_path`, `cookie-path` and `cookiePath` the same word. */
export function fold(word: string): string {
  return word.toLowerCase().replace(/[_\-. ]/g, '');
}

/**
 * Returns how many letters must be added, removed, replaced or swapped with their neighbour to turn
 * one word into the other (optimal string alignment distance).
 */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = from[row - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + replaced,
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}

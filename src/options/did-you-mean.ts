import { ConfigurationError } from './configuration-error.ts';

/** Words longer than this are nobody's slip of the finger, and comparing them would only cost time. */
const LONGEST = 64;

/** Spellings that differ only so (`cookie_path`, `cookie-path`, `cookiePath`) are one word to whoever types them. */
function folded(word: string): string {
  return word.toLowerCase().replace(/[_\-. ]/g, '');
}

/** How many letters have to be added, dropped, changed or swapped with their neighbour to make one word of the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + changed,
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

/**
 * The known word that was most likely meant by an unknown one, for "did you mean"; `null` when none is near.
 * Case, `_`, `-` and `.` do not count, and of the rest about one letter in three may be wrong.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const wanted = folded(word);
  if (wanted === '' || wanted.length > LONGEST) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(wanted, folded(candidate));
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

/**
 * One fault for every name among the given options that is not known, with the name that was probably meant.
 *
 * @param place - whose options they are, for the message: `'cookiePolicy'`
 * @throws ConfigurationError when they are no options at all
 */
export function unknownOptions(given: unknown, known: readonly string[], place: string): string[] {
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError(`${place} takes an object of options`);
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const cure =
        meant === null ? `the options are ${known.join(', ')}` : `did you mean ${meant}?`;
      return `${place} has no option ${JSON.stringify(name.slice(0, LONGEST))}: ${cure}`;
    });
}

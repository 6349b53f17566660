import { escaped, printable } from '../base/printable.ts';

/** White space that a line of the file could not show: a single space between words is not. */
const UNSEEN = /(?<!\S) | (?!\S)|[^\S ]/g;

/**
 * Returns a string as a part of a line of the lock file, in which two spaces part two columns.
 * Nothing of it is left out, so that two strings never look the same.
 */
export function oneLine(text: string): string {
  return printable(text.replace(UNSEEN, escaped));
}

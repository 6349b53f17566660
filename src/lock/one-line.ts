import { printable } from '../base/printable.ts';

/** Returns a string as a part of a line of the lock file, in which two spaces part two columns. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}

const LONGEST_LABEL = 200;

/**
 * Reads the option `label`. Applications pass what a client sent, such as `User-Agent`, so a long
 * one is cut, and what no store can keep as text is replaced: a client must not make a login fail.
 *
 * @param method - the function that was called, for the error
 * @throws TypeError if it is no string
 */
export function labelOf(given: unknown, method = 'remember'): string | null {
  if (given === undefined) return null;
  // Control characters, and halves of a pair: also one that the cut has left.
  if (typeof given === 'string')
    return given.slice(0, LONGEST_LABEL).replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
  throw new TypeError(
    `label of ${method} is not a string: write one such as "Firefox on Linux", or leave it out.`,
  );
}

const LONGEST_LABEL = 200;

/**
 * Reads the option `label`.
 *
 * @param method - the function that was called, for the error
 * @throws TypeError if it is no short string
 */
export function labelOf(given: unknown, method = 'remember'): string | null {
  if (given === undefined) return null;
  if (typeof given === 'string' && given.length <= LONGEST_LABEL) return given;
  throw new TypeError(
    `label of ${method} is not a string of at most ${LONGEST_LABEL} characters: write one such as ` +
      '"Firefox on Linux", or leave it out.',
  );
}

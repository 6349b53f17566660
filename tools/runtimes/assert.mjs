/** What the checks of the built package share. */
export const SECRET = 'q2Nf0vXk1mB7pLw9sTz4yUe6hJr8cAdGiKoQxVnZbMtSfWlEuYPaCRjDgHI3L5O0';
/** `audit: 'off'`, so that nothing reads the environment, for which Deno asks permission. */
export const COMMON = { expiration: '15m', audit: 'off' };

export function assert(value, what) {
  if (value !== true) throw new Error(what);
}

/**
 * @param {Record<string, () => unknown>} checks
 * @returns {Promise<Record<string, string | null>>} each check and why it failed, or null
 */
export async function resultsOf(checks) {
  const results = {};
  for (const [what, check] of Object.entries(checks)) {
    results[what] = null;
    try {
      await check();
    } catch (error) {
      results[what] = `${error.name}: ${error.message}`;
    }
  }
  return results;
}

/** How deep JSON may nest (CVE-2025-53864 shows why there must be a limit). */
const DEEPEST = 32;

/**
 * Freezes a value that `JSON.parse` made, all the way down, so that no request can change what another reads.
 *
 * @returns whether it may be given out: not when it nests deeper than 32, nor when a member is called `__proto__`,
 * which is harmless here and poison in the first careless `Object.assign` of an application
 */
export function freezeJson(value: object, depth = 1): boolean {
  if (depth > DEEPEST) return false;
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null && name !== '__proto__' && !freezeJson(member, depth + 1)) return false;
    if (name === '__proto__') return false;
  }
  Object.freeze(value);
  return true;
}

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
  // Each kind has a loop of its own: one that meets both reads its members several times more slowly.
  if (!(Array.isArray(value) ? freezeItems(value, depth) : freezeMembers(value, depth)))
    return false;
  Object.freeze(value);
  return true;
}

function freezeItems(list: readonly unknown[], depth: number): boolean {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (typeof item === 'object' && item !== null && !freezeJson(item, depth + 1)) return false;
  }
  return true;
}

function freezeMembers(value: object, depth: number): boolean {
  for (const name in value) {
    if (name === '__proto__') return false;
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null && !freezeJson(member, depth + 1))
      return false;
  }
  return true;
}

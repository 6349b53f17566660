import { AuthError } from '../base/errors.ts';

/** Application values that JSON cannot say are turned into ones that it can; as the second argument of `JSON.stringify`. */
export type JsonReplacer = (this: unknown, key: string, value: unknown) => unknown;

/**
 * Writes claims as JSON, and refuses what JSON would silently lose: `NaN`, functions, bigints, `Map` and the like.
 *
 * @throws AuthError `token_claims_invalid` naming the member
 */
export function writeJson(claims: object, replacer: JsonReplacer | null): string {
  const lost = replacer === null ? lossIn(claims, 0) : null;
  if (lost !== null) {
    const message = `claims${lost} is a value that JSON cannot say: pass a string, a finite number, a boolean, null, a list or a plain object, or give a jsonReplacer.`;
    throw new AuthError('token_claims_invalid', { reason: message });
  }
  try {
    return replacer === null ? JSON.stringify(claims) : JSON.stringify(claims, replacer);
  } catch (cause) {
    throw new AuthError('token_claims_invalid', {
      reason:
        'The claims cannot be written as JSON: give a jsonReplacer that turns them into JSON values.',
      cause,
    });
  }
}

/** Where in a value something would be lost, as a path that is only put together when there is such a place; `null` when there is none. */
function lossIn(value: unknown, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : '';
  if (typeof value !== 'object' || depth > 31) return '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const lost = lossIn(value[index], depth + 1);
      if (lost !== null) return `[${index}]${lost}`;
    }
    return null;
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return '';
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    // Undefined is left out, as everybody expects of an option that was not given.
    const lost =
      name === '__proto__' ? '' : member === undefined ? null : lossIn(member, depth + 1);
    if (lost !== null) return `.${name}${lost}`;
  }
  return null;
}

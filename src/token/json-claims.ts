import { AuthError } from '../base/errors.ts';

/** Application values that JSON cannot say are turned into ones that it can; as the second argument of `JSON.stringify`. */
export type JsonReplacer = (this: unknown, key: string, value: unknown) => unknown;

/**
 * Writes claims as JSON, and refuses what JSON would silently lose: `NaN`, functions, bigints, `Map` and the like.
 *
 * @throws AuthError `token_claims_invalid` naming the member
 */
export function writeJson(claims: object, replacer: JsonReplacer | null): string {
  if (replacer === null) refuseLoss(claims, 'claims', 0);
  try {
    return replacer === null ? JSON.stringify(claims) : JSON.stringify(claims, replacer);
  } catch (cause) {
    throw new AuthError('token_claims_invalid', {
      message: 'The claims cannot be written as JSON: give a jsonReplacer that turns them into JSON values.',
      cause,
    });
  }
}

function refuseLoss(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object' || depth > 31) throw lost(path);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseLoss(item, `${path}[${index}]`, depth + 1);
  } else if (typeof (value as { toJSON?: unknown }).toJSON !== 'function') {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) throw lost(path);
    for (const name of Object.keys(value)) {
      if (name === '__proto__') throw lost(`${path}.__proto__`);
      const member = (value as Record<string, unknown>)[name];
      // Undefined is left out, as everybody expects of an option that was not given.
      if (member !== undefined) refuseLoss(member, `${path}.${name}`, depth + 1);
    }
  }
}

function lost(path: string): AuthError {
  const message = `${path} is a value that JSON cannot say: pass a string, a finite number, a boolean, null, a list or a plain object, or give a jsonReplacer.`;
  return new AuthError('token_claims_invalid', { message });
}

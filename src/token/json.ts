import { BareObject } from '../base/own-members.ts';

/** Deepest nesting of JSON that is accepted (CVE-2025-53864 shows why there must be a limit). */
const MAX_DEPTH = 32;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Replaces values that JSON cannot express, like the second argument of `JSON.stringify`. */
export type JsonReplacer = (this: unknown, key: string, value: unknown) => unknown;

/**
 * Parses one JSON object, which inherits nothing: a token has only the members that were signed.
 * Returns null for an array, for any other value, and for invalid JSON.
 */
export function parseObject(text: string): Record<string, unknown> | null {
  // A parser error is expensive, and the ends of the text reveal most of what is not JSON.
  if (text.charCodeAt(0) !== OPENING_BRACE && !/^\s*\{/.test(text)) return null;
  if (text.charCodeAt(text.length - 1) !== CLOSING_BRACE && !/\}\s*$/.test(text)) return null;
  try {
    return Object.assign(new BareObject(), JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Freezes a value that `JSON.parse` made, at every depth, so that no request can change what
 * another one reads.
 *
 * @returns whether the value may be used: false if it nests deeper than 32 levels, or if a member
 *   is called `__proto__`, which is harmless here, but would become a prototype in the first
 *   careless `Object.assign` of an application
 */
export function freezeJson(value: object, depth = 1): boolean {
  if (depth > MAX_DEPTH) return false;
  // Arrays and objects have a loop each: one loop for both reads members several times more slowly.
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
    if (typeof member === 'object' && member !== null && Object.hasOwn(value, name)) {
      if (!freezeJson(member, depth + 1)) return false;
    }
  }
  return true;
}

/**
 * Writes claims as JSON. Throws for values that JSON would silently drop or change: `NaN`,
 * functions, bigints, `Map` and the like.
 *
 * @throws TypeError naming the member; or with the replacer's own error as its cause
 */
export function writeJson(claims: object, replacer: JsonReplacer | null): string {
  const path = replacer === null ? pathOfLoss(claims, 1) : hasToJson(claims) ? '.toJSON' : null;
  if (path !== null)
    throw new TypeError(
      `claims${path} is a value that JSON cannot express: give a string, a finite number, ` +
        'a boolean, null, an array or a plain object, or set jsonReplacer',
    );
  try {
    return replacer === null ? JSON.stringify(claims) : JSON.stringify(claims, replacer);
  } catch (cause) {
    throw new TypeError(
      'The claims cannot be written as JSON: set a jsonReplacer that returns JSON values',
      { cause },
    );
  }
}

function hasToJson(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

/**
 * The path of the first value that JSON would drop or change; null if there is none. The path is
 * put together only once such a value is found.
 */
function pathOfLoss(value: unknown, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : '';
  if (typeof value !== 'object' || depth > MAX_DEPTH) return '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const path = pathOfLoss(value[index], depth + 1);
      if (path !== null) return `[${index}]${path}`;
    }
    return null;
  }
  // What that of the claims themselves returns would take the place of sub, exp and all others.
  if (hasToJson(value)) return depth === 1 ? '.toJSON' : null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && !(value instanceof BareObject))
    return '';
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    // Undefined is left out, as it is of options that were not given.
    const path =
      name === '__proto__' ? '' : member === undefined ? null : pathOfLoss(member, depth + 1);
    if (path !== null) return `.${name}${path}`;
  }
  return null;
}

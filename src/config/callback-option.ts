import { ownMembers } from '../base/own-members.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { isObject, positiveDuration } from './option-checks.ts';
import type { CachedCallback, PrincipalsCallback } from '../security/principals.ts';
import type { CachedLoad } from '../security/known-users.ts';

/** The checked option `callback`: one of both, or none. */
export interface CheckedCallback {
  readonly callback: PrincipalsCallback<unknown> | null;
  readonly cached: CachedLoad | null;
}

const NAMES = Object.keys({
  load: true,
  cacheFor: true,
  add: true,
} satisfies Record<keyof CachedCallback, true>);
const NONE: CheckedCallback = Object.freeze({ callback: null, cached: null });

/**
 * Reads the option `callback`: a function, or an object with `load`, `cacheFor` and `add`.
 *
 * @param faults - receives one sentence for each mistake
 */
export function readCallback(given: unknown, faults: string[]): CheckedCallback {
  if (given === undefined) return NONE;
  if (typeof given === 'function')
    return { callback: given as PrincipalsCallback<unknown>, cached: null };
  if (!isObject(given) || Array.isArray(given)) {
    faults.push(
      "callback must be a function, or an object such as { load, cacheFor: '5m' } with a function load.",
    );
    return NONE;
  }
  const found = unknownOptions(given, NAMES, 'callback');
  const { load, cacheFor, add } = ownMembers(given) as { readonly [name: string]: unknown };
  const seconds = positiveDuration(cacheFor);
  if (typeof load !== 'function')
    found.push('callback.load must be a function that returns the principals of a user.');
  if (seconds === undefined)
    found.push("callback.cacheFor must be a duration above 0, such as '5m'.");
  if (add !== undefined && typeof add !== 'function')
    found.push('callback.add must be a function that returns principals: or leave it out.');
  faults.push(...found);
  if (found.length > 0) return NONE;
  // Called as methods of the object, which may use `this`.
  const bound = <F>(method: unknown): F =>
    (method as (...args: never[]) => unknown).bind(given) as F;
  return {
    callback: null,
    cached: {
      load: bound<CachedLoad['load']>(load),
      add: add === undefined ? null : bound<NonNullable<CachedLoad['add']>>(add),
      cacheFor: (seconds as number) * 1000,
    },
  };
}

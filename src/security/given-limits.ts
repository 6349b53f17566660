import type { Resource } from '../authz/acl-types.ts';
import { quoted } from '../authz/label.ts';
import { ownMember } from '../base/own-members.ts';
import { isUses, MOST_USES } from '../token/limits.ts';
import { nameOf } from './limits.ts';
import { liveOf } from './live-of.ts';
import { unknownPermission } from './permission-names.ts';
import type { Wiring } from './wiring.ts';

/**
 * What limits a new token, beside the ACLs. A limit that is passed as undefined is an error and not
 * no limit: it may be a variable that was misspelt.
 *
 * @typeParam P - the names of permissions
 */
export interface GivenLimits<P extends string = string> {
  /** The only permissions that the token is good for. Default: all that its user has. */
  readonly only?: readonly P[];
  /**
   * The only resource that the token is good for, with all that is inside it. Its own `name` says
   * which one that is: no other resource may have it, and no user may choose it. Default: all.
   */
  readonly resource?: Resource<P>;
  /**
   * How many requests the token may authenticate in all, which the store of the revocation counts.
   * Default: any number.
   */
  readonly uses?: number;
}

/** The claim `lim`, as it is written. */
export interface LimitsClaim {
  readonly permissions?: readonly string[];
  readonly resource?: string;
  readonly uses?: number;
}

/**
 * Reads the limits of a new token.
 *
 * @param method - the function that was called, for the error
 * @returns null if there are none
 * @throws TypeError for what cannot be a limit
 */
export function readGivenLimits(
  given: GivenLimits,
  wiring: Wiring,
  method: string,
): LimitsClaim | null {
  const { permissions } = wiring;
  const has = (name: keyof GivenLimits): boolean => Object.hasOwn(given, name);
  if (!has('only') && !has('resource') && !has('uses')) return null;
  return {
    ...(has('only') && { permissions: namesOf(ownMember(given, 'only'), permissions, method) }),
    ...(has('resource') && { resource: resourceOf(ownMember(given, 'resource'), method) }),
    ...(has('uses') && { uses: usesOf(ownMember(given, 'uses'), wiring, method) }),
  };
}

/**
 * Reads a number of uses.
 *
 * @throws TypeError for another value; ConfigurationError without a revocation, which counts them
 */
export function usesOf(uses: unknown, wiring: Wiring, method: string): number {
  if (!isUses(uses))
    throw new TypeError(`uses of ${method} must be a whole number from 1 to ${MOST_USES}.`);
  liveOf(wiring, `uses of ${method}`);
  return uses;
}

function namesOf(only: unknown, known: readonly string[] | null, method: string): string[] {
  const isList = Array.isArray(only) && only.length > 0;
  if (!isList || !only.every((name) => typeof name === 'string' && name !== ''))
    throw new TypeError(
      `only of ${method} is not a list of permissions: write ["reports"], or leave it out for all that the user may.`,
    );
  const names = [...new Set(only as readonly string[])];
  const unknown = known === null ? undefined : names.find((name) => !known.includes(name));
  if (known !== null && unknown !== undefined)
    throw new TypeError(`only of ${method}: ${unknownPermission(unknown, known)}`);
  return names;
}

function resourceOf(resource: unknown, method: string): string {
  const isObject =
    (typeof resource === 'object' && resource !== null) || typeof resource === 'function';
  const name = isObject ? nameOf(resource as Resource) : null;
  if (name !== null) return name;
  throw new TypeError(
    isObject
      ? `resource of ${method} has no name of its own, by which the token could say what it is for: give it a member name, such as ${quoted('report 7')}, that no other resource has.`
      : `resource of ${method} is ${resource === null ? 'null' : `of the type ${typeof resource}`}: pass a resource, or leave it out for all of them.`,
  );
}

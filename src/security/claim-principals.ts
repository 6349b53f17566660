import { ConfigurationError } from '../options/configuration-error.ts';
import { isNonEmptyString } from '../options/option-reader.ts';
import type { CallbackContext } from './principals.ts';

/**
 * Returns a callback that turns a claim into principals: each string of a list, or each word of one
 * string (the form of `scope`, RFC 8693 §4.2), with a prefix. Anything else adds nothing, so that
 * no token can make it fail. Every user is known to it.
 *
 * @param claim - the name of the claim: `'roles'`; a list of names leads to a member of a claim:
 *   `['realm_access', 'roles']`
 * @param prefix - what each principal begins with: `'role:'`
 * @throws ConfigurationError if the prefix is empty or one of the system or of users
 * @example
 * createSecurity({ privateKey, callback: claimPrincipals('roles', 'role:') });
 * // { roles: ['admin', 'staff'] } adds role:admin and role:staff
 */
export function claimPrincipals(
  claim: string | readonly string[],
  prefix: string,
): (userId: string | number, context: CallbackContext<unknown>) => readonly string[] {
  const path = (Array.isArray(claim) ? [...claim] : [claim]) as readonly string[];
  if (path.length === 0 || !path.every(isNonEmptyString))
    throw new ConfigurationError('claimPrincipals takes the name of a claim: write "roles".');
  if (typeof prefix !== 'string' || !/^(?!system\.|user[:@]).+/.test(prefix))
    throw new ConfigurationError(
      'claimPrincipals takes a prefix of your own, not of system. or user: write "role:".',
    );
  return (_userId, { claims }) => {
    let value = claims;
    for (const name of path) value = memberOf(value, name);
    const names: readonly unknown[] =
      typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
    return names.flatMap((name) =>
      typeof name === 'string' && name !== '' ? [prefix + name] : [],
    );
  };
}

/** Returns an own member of a value; undefined if it has none. */
function memberOf(value: unknown, name: string): unknown {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return has ? (value as Record<string, unknown>)[name] : undefined;
}

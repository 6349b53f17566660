import { ConfigurationError } from '../options/configuration-error.ts';
import type { CallbackContext } from './principals.ts';

/**
 * Returns a callback that turns a claim into principals: each string of a list, or each word of one
 * string (the form of `scope`, RFC 8693 §4.2), with a prefix. Anything else adds nothing, so that
 * no token can make it fail. Every user is known to it.
 *
 * @param claim - the name of the claim: `'roles'`
 * @param prefix - what each principal begins with: `'role:'`
 * @throws ConfigurationError if the prefix is empty or one of the system or of users
 * @example
 * createSecurity({ privateKey, callback: claimPrincipals('roles', 'role:') });
 * // { roles: ['admin', 'staff'] } adds role:admin and role:staff
 */
export function claimPrincipals(
  claim: string,
  prefix: string,
): (userId: string | number, context: CallbackContext<unknown>) => readonly string[] {
  if (typeof claim !== 'string' || claim === '')
    throw new ConfigurationError('claimPrincipals takes the name of a claim: write "roles".');
  if (typeof prefix !== 'string' || !/^(?!system\.|user[:@]).+/.test(prefix))
    throw new ConfigurationError(
      'claimPrincipals takes a prefix of your own, not of system. or user: write "role:".',
    );
  return (_userId, { claims }) => {
    const has = typeof claims === 'object' && claims !== null && Object.hasOwn(claims, claim);
    const value: unknown = has ? (claims as Record<string, unknown>)[claim] : undefined;
    const names: readonly unknown[] =
      typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
    return names.flatMap((name) =>
      typeof name === 'string' && name !== '' ? [prefix + name] : [],
    );
  };
}

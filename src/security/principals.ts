import { Authenticated, Everyone } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { UserId } from '../token/claims.ts';

/** The principals of a request that authenticates nobody. */
export const GUEST: readonly string[] = Object.freeze([Everyone]);

/**
 * The principals of a user: everyone, authenticated, the user's own, and what the callback added.
 *
 * Users and groups have name spaces of their own (a user called `role:admin` is `user:role:admin`), and no answer of the callback can
 * spell the system's or a user's.
 *
 * @throws ConfigurationError when the callback answers anything but strings outside those name spaces
 */
export function principalsOf(
  userId: UserId,
  userPrincipal: (id: UserId) => string,
  added: Iterable<string>,
): readonly string[] {
  const own = userPrincipal(userId);
  if (typeof own !== 'string' || own === '' || isOfSystem(own)) {
    throw new ConfigurationError('userPrincipal must give a non-empty string outside system.*');
  }
  if (
    typeof added === 'string' ||
    typeof added !== 'object' ||
    typeof added[Symbol.iterator] !== 'function'
  ) {
    throw new ConfigurationError(
      'The callback must answer a list of principals, or null for a user that is not known.',
    );
  }
  const principals: string[] = [Everyone, Authenticated, own];
  for (const principal of added) {
    if (
      typeof principal !== 'string' ||
      principal === '' ||
      isOfSystem(principal) ||
      isOfUser(principal) ||
      principal === own
    ) {
      throw new ConfigurationError(
        'The callback answered a principal that is no string, is empty, or spells system.* or user:*: give groups and roles a prefix of their own, such as role:.',
      );
    }
    principals.push(principal);
  }
  return Object.freeze(principals);
}

/** The first letter is looked at before the rest, since hardly any principal has that one. */
function isOfSystem(principal: string): boolean {
  return principal.charCodeAt(0) === 0x73 && principal.startsWith('system.');
}

function isOfUser(principal: string): boolean {
  return principal.charCodeAt(0) === 0x75 && principal.startsWith('user:');
}

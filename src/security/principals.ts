import { Authenticated, Everyone } from '../authz/words.ts';
import { ConfigurationError } from '../base/configuration-error.ts';
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
export function principalsOf(userId: UserId, userPrincipal: (id: UserId) => string, added: Iterable<string>): readonly string[] {
  const own = userPrincipal(userId);
  if (typeof own !== 'string' || own === '' || own.startsWith('system.')) {
    throw new ConfigurationError('userPrincipal must give a non-empty string outside system.*');
  }
  const principals: string[] = [Everyone, Authenticated, own];
  if (typeof added === 'string' || typeof added !== 'object' || typeof added[Symbol.iterator] !== 'function') {
    throw new ConfigurationError('The callback must answer a list of principals, or null for a user that is not known.');
  }
  for (const principal of added) {
    if (
      typeof principal !== 'string' ||
      principal === '' ||
      principal.startsWith('system.') ||
      principal.startsWith('user:') ||
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

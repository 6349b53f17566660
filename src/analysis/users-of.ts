import type { Principal } from '../authz/acl-types.ts';
import type { Grant } from './who-can.ts';

/**
 * Turns what `whoCan` returned into users, by what the application knows of them. The answer is
 * exact if `members` is: a user is in it who has the principal of one grant and none of its
 * `unless`.
 *
 * @param members - returns the users that have a principal, of whatever type; called once for each
 *   principal, also for those of users, for Authenticated and for Everyone (all users), and for
 *   Acting (none)
 * @returns a promise; it rejects if `members` throws or rejects
 * @example
 * const users = await usersOf(whoCan(report, 'edit'), (principal) => idsWith(principal));
 */
export async function usersOf<U>(
  grants: readonly Grant[],
  members: (principal: Principal) => Iterable<U> | Promise<Iterable<U>>,
): Promise<Set<U>> {
  const known = new Map<Principal, Set<U>>();
  for (const { principal, unless } of grants)
    for (const one of [principal, ...unless])
      if (!known.has(one)) known.set(one, new Set(await members(one)));
  const users = new Set<U>();
  for (const { principal, unless } of grants)
    for (const user of known.get(principal) ?? [])
      if (!unless.some((one) => known.get(one)?.has(user))) users.add(user);
  return users;
}

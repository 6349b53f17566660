import { speaksOf } from './acl.ts';
import { checkAce } from './check.ts';
import { aclOf, lineage } from './lineage.ts';
import type { Principal, Resource } from './words.ts';
import { Allow, Everyone } from './words.ts';

/**
 * The names that the ACLs from the root down to a resource leave allowed a permission; for an overview, not an answer about one user:
 * who is allowed by name stays in it though a group of theirs is denied.
 *
 * @throws ConfigurationError on a malformed ACE that is met, or a parent loop
 */
export function principalsAllowedBy<P extends string>(resource: Resource<P> | null | undefined, permission: NoInfer<P>): Set<Principal> {
  const allowed = new Set<Principal>();
  for (const place of lineage(resource).reverse()) {
    const here = new Set<Principal>();
    const denied = new Set<Principal>();
    for (const [index, ace] of (aclOf(place) ?? []).entries()) {
      checkAce(ace, index, place);
      if (!speaksOf(ace, permission)) continue;
      const [action, principal] = ace;
      if (action === Allow) {
        if (!denied.has(principal)) here.add(principal);
      } else {
        denied.add(principal);
        if (principal === Everyone) {
          allowed.clear();
          break;
        }
        allowed.delete(principal);
      }
    }
    for (const principal of here) allowed.add(principal);
  }
  return allowed;
}

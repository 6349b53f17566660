import { aceNamesPermission } from './ace.ts';
import { aclOf, parentOf } from './lineage.ts';
import type { Principal, Resource } from './acl-types.ts';
import { Allow, Everyone } from './acl-types.ts';

/**
 * The names that the ACLs from the root down to a resource leave allowed a permission; for an overview, not an answer about one user:
 * who is allowed by name stays in it though a group of theirs is denied.
 *
 * @throws ConfigurationError on a malformed ACE that is met, or a parent loop
 */
export function principalsAllowedBy<P extends string>(
  resource: Resource<P> | null | undefined,
  permission: NoInfer<P>,
): Set<Principal> {
  const allowed = new Set<Principal>();
  const fromRoot: Resource[] = [];
  for (
    let at: Resource | null | undefined = resource;
    at !== null && at !== undefined;
    at = parentOf(at, resource, fromRoot.length)
  )
    fromRoot.unshift(at);
  for (const place of fromRoot) {
    /** Whether the first line that speaks of a principal here allows. */
    const first = new Map<Principal, boolean>();
    for (const [index, ace] of (aclOf(place) ?? []).entries()) {
      if (!aceNamesPermission(ace, permission, index, place)) continue;
      const [action, principal] = ace;
      if (!first.has(principal)) first.set(principal, action === Allow);
      if (action === Allow) continue;
      allowed.delete(principal);
      if (principal !== Everyone) continue;
      allowed.clear();
      break;
    }
    for (const [principal, allows] of first) if (allows) allowed.add(principal);
  }
  return allowed;
}

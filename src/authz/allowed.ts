import type { Permissions, Principal, Resource } from './acl-types.ts';
import { AllPermissions, Allow, Everyone } from './acl-types.ts';
import { indexOf } from './checked-acls.ts';
import { aclOf, lineageOf } from './lineage.ts';

/**
 * Returns the principals that the ACLs from the root down to a resource allow a permission
 * (Pyramid's `principals_allowed_by_permission`). It is an overview and no answer about one user: a
 * user who is allowed by name is listed even if a group of that user is denied.
 *
 * @throws ConfigurationError as `permits` does
 */
export function principalsAllowedBy<P extends string>(
  resource: Resource<P> | null | undefined,
  permission: NoInfer<P>,
): Set<Principal> {
  const allowed = new Set<Principal>();
  for (const at of lineageOf(resource).reverse()) {
    const acl = aclOf(at) ?? [];
    indexOf(acl, at);
    /** Whether the first ACE that names a principal here allows. */
    const first = new Map<Principal, boolean>();
    for (const [action, principal, named] of acl) {
      if (!isNamed(named, permission)) continue;
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

/** Apart from `includesPermission`, because it reads frozen lists (see `isDenyAll`). */
function isNamed(named: Permissions, permission: string): boolean {
  if (typeof named === 'string') return named === permission;
  return named === AllPermissions || [...named].includes(permission);
}

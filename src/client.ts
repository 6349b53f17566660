/** The entry point for browsers: which buttons to show. It imports nothing. */
import type { AclJson } from './authz/acl-json.ts';

/** The JSON of a lineage of ACLs, that of the leaf first, and the principals of the user. */
export interface ClientRules {
  readonly acls: readonly AclJson[];
  readonly principals: readonly string[];
}

/**
 * Whether the server will allow a permission, by what it has sent: for showing and hiding buttons.
 * It protects nothing. The server asks again for each request, and only its answer counts.
 *
 * @param granted - the list of `auth.permissions(resource)`, or the ACLs of a resource and its
 *   parents as `aclToJson` writes them, with the principals of the user; false for anything else
 * @example
 * const granted = await (await fetch('/reports/7/permissions')).json();
 * button.hidden = !can(granted, 'edit');
 */
export function can<P extends string>(
  granted: readonly P[] | ClientRules | null | undefined,
  permission: NoInfer<P>,
): boolean {
  if (Array.isArray(granted)) return granted.includes(permission);
  const { acls, principals } = (granted ?? {}) as Partial<ClientRules>;
  if (!Array.isArray(acls) || !Array.isArray(principals)) return false;
  for (const acl of acls) {
    if (!Array.isArray(acl)) return false;
    for (const ace of acl) {
      if (!Array.isArray(ace)) return false;
      const [action, principal, named] = ace as AclJson[number];
      const names = Array.isArray(named) ? named.includes(permission) : named === permission;
      if ((names || named === '*') && principals.includes(principal)) return action === 'Allow';
    }
  }
  return false;
}

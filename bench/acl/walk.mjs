/** The least that decides as the library does: no line is checked, no loop is noticed, nothing can be explained. It is the limit. */
import { AllPermissions } from '../../dist/acl.js';

export function plainWalk(resource, principals, permission) {
  for (let at = resource; at !== undefined; at = at.parent) {
    for (const [action, principal, named] of at.acl) {
      if (!principals.includes(principal)) continue;
      if (named === permission || named === AllPermissions || (typeof named === 'object' && named.includes(permission)))
        return action === 'Allow';
    }
  }
  return false;
}

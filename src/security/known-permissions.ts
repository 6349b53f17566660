import type { Acl, Resource } from '../authz/acl-types.ts';
import { AllPermissions } from '../authz/acl-types.ts';
import { aclOf, parentOf } from '../authz/lineage.ts';
import { wiringOf } from './internals.ts';

/**
 * Returns the names of permissions that can be meant where a resource is asked: those of the option
 * `permissions`, or else those of the ACLs of the resource and its parents. Null if they cannot be
 * known: a function finds the resource or the root, or no ACL names any.
 *
 * @param resource - undefined for the root
 * @throws ConfigurationError if an ACL or a parent is not usable
 */
export function knownPermissions(
  security: object,
  resource: object | undefined,
): ReadonlySet<string> | null {
  const { permissions, root } = wiringOf(security);
  if (permissions !== null) return new Set(permissions);
  const start = resource ?? root;
  if (start === null || typeof start === 'function') return null;
  const names = new Set<string>();
  for (let at: Resource | null = start; at !== null; at = parentOf(at))
    for (const name of namesIn(aclOf(at) ?? [])) names.add(name);
  return names.size === 0 ? null : names;
}

function namesIn(acl: Acl): string[] {
  return acl.flatMap(([, , names]) => {
    if (names === AllPermissions) return [];
    return typeof names === 'string' ? [names] : [...names];
  });
}

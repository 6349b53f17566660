import type { Resource } from '../authz/acl-types.ts';
import { permits } from '../authz/evaluate.ts';

/** What begins the principal of a scope, as `claimPrincipals('scope', 'scope:')` writes it. */
const PREFIX = 'scope:';

/**
 * Returns the first scope with which the ACL would permit a refused request, or null. The ACL
 * itself is evaluated, so a scope is named only if it is enough.
 *
 * @param scopes - those that a client can ask for, the weakest first
 */
export function lackingScope(
  scopes: readonly string[],
  resource: Resource | null,
  principals: readonly string[],
  permission: string,
): string | null {
  const isEnough = (scope: string): boolean =>
    permits(resource, [...principals, PREFIX + scope], permission);
  return scopes.find(isEnough) ?? null;
}

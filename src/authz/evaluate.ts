import { ConfigurationError } from '../options/configuration-error.ts';
import type { Principals } from './acl-index.ts';
import { includesPrincipal, indexByAcl, encodeAce, findInIndex, NO_MATCH } from './acl-index.ts';
import { aceNamesPermission } from './ace.ts';
import type { Decision } from './decision.ts';
import { DecisionBuilder } from './decision.ts';
import { aclOf, parentOf } from './lineage.ts';
import type { Ace, Acl, Resource } from './acl-types.ts';
import { DenyAll, Everyone } from './acl-types.ts';

/**
 * Whether the ACLs of a resource and its parents allow one of the principals the permission; what nothing allows is denied.
 *
 * @param resource - where the walk begins; `null` or `undefined` has no ACL at all
 * @param principals - a list or set of strings
 * @throws ConfigurationError on a malformed ACE that is met, a parent loop, or principals that are no list
 */
export function permits<P extends string>(
  resource: Resource<P> | null | undefined,
  principals: Principals,
  permission: NoInfer<P>,
): boolean {
  return walk(resource, principals, permission, null);
}

/**
 * The same answer as {@link permits} with the ACE, the resource and the sentence that explain it.
 *
 * @throws ConfigurationError as {@link permits} does
 */
export function decide<P extends string>(
  resource: Resource<P> | null | undefined,
  principals: Principals,
  permission: NoInfer<P>,
): Decision {
  const decision = new DecisionBuilder(resource ?? null, permission, principals);
  decision.allowed = walk(resource, principals, permission, decision);
  return Object.freeze(decision);
}

/** The one walk behind both: leaf before root, line by line, the first line that speaks decides (Pyramid's ACLHelper). */
function walk(
  start: Resource | null | undefined,
  principals: Principals,
  permission: string,
  decision: DecisionBuilder | null,
): boolean {
  // A string would do what `includes` does: look for a part of it, and `'a'` would be a principal of `'xay'`.
  if (!Array.isArray(principals) && !(principals instanceof Set)) {
    throw new ConfigurationError('The principals are not a list or a Set of strings.');
  }
  let depth = 0;
  for (let at = start; at !== null && at !== undefined; at = parentOf(at, start, depth++)) {
    const acl = aclOf(at);
    if (acl === null) continue;
    const index = indexByAcl.get(acl);
    const line =
      index === undefined
        ? firstLine(acl, at, principals, permission)
        : findInIndex(index, principals, permission);
    decision?.read(at, acl, depth, line >> 1);
    if (line !== NO_MATCH) return line % 2 === 0;
  }
  return false;
}

/** The first line of a list that speaks, or none. */
function firstLine(
  acl: Acl,
  resource: Resource,
  principals: Principals,
  permission: string,
): number {
  for (let place = 0; place < acl.length; place++) {
    const ace = acl[place] as Ace;
    // DenyAll is known by itself: it is frozen, and an engine that has read one frozen line reads all others several times more slowly.
    if (ace === DenyAll) {
      if (includesPrincipal(principals, Everyone)) return place * 2 + 1;
    } else if (
      aceNamesPermission(ace, permission, place, resource) &&
      includesPrincipal(principals, ace[1])
    )
      return encodeAce(ace, place);
  }
  return NO_MATCH;
}

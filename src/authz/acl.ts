import { ConfigurationError } from '../base/configuration-error.ts';
import { checkAce } from './check.ts';
import type { Decision } from './decision.ts';
import { DecisionOf } from './decision.ts';
import { aclOf, nextOf } from './lineage.ts';
import type { Ace, Principal, Resource } from './words.ts';
import { AllPermissions, Allow } from './words.ts';

/** Who asks: a list or set of principals. */
export type Principals = readonly Principal[] | ReadonlySet<Principal>;

/** What stands in the place of the ACE when none decided. */
const DEFAULT_DENY = -1;

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
  const decision = new DecisionOf(resource ?? null, permission, principals);
  decision.settle(walk(resource, principals, permission, decision));
  return decision;
}

/** The one walk behind both: leaf before root, line by line, the first line that speaks decides (Pyramid's ACLHelper). */
function walk(start: Resource | null | undefined, principals: Principals, permission: string, decision: DecisionOf | null): boolean {
  const has = membership(principals);
  let depth = 0;
  for (let at = start; at !== null && at !== undefined; at = nextOf(at, start, depth++)) {
    const acl = aclOf(at);
    if (acl === null) continue;
    decision?.enter(at, acl, depth);
    for (let index = 0; index < acl.length; index++) {
      const ace = acl[index] as Ace;
      checkAce(ace, index, at);
      if (!has.call(principals, ace[1]) || !speaksOf(ace, permission)) continue;
      decision?.decidedBy(index);
      return ace[0] === Allow;
    }
  }
  decision?.decidedBy(DEFAULT_DENY);
  return false;
}

/** Whether the third member of an ACE names a permission; compared whole, with `===`. */
export function speaksOf(ace: Ace, permission: string): boolean {
  const named = ace[2];
  if (typeof named === 'string') return named === permission;
  if (named === AllPermissions) return true;
  return Array.isArray(named) ? named.includes(permission) : (named as ReadonlySet<string>).has(permission);
}

function hasInList(this: Principals, principal: Principal): boolean {
  return (this as readonly Principal[]).includes(principal);
}

function hasInSet(this: Principals, principal: Principal): boolean {
  return (this as ReadonlySet<Principal>).has(principal);
}

/** A string is refused: `includes` would look for a part of it, and `'a'` would be a principal of `'xay'`. */
function membership(principals: Principals): (this: Principals, principal: Principal) => boolean {
  if (Array.isArray(principals)) return hasInList;
  if (principals instanceof Set) return hasInSet;
  throw new ConfigurationError('Principals are given as a list or a Set of strings.');
}

import { includesPermission } from './ace.ts';
import { aclError } from './acl-error.ts';
import type { Principals } from './acl-index.ts';
import { encodeAce, findInIndex, includesPrincipal, NO_MATCH } from './acl-index.ts';
import type { Ace, Acl, Resource } from './acl-types.ts';
import { Everyone } from './acl-types.ts';
import { indexOf, isDenyAll } from './checked-acls.ts';
import type { Decision } from './decision.ts';
import { AclDecision } from './decision.ts';
import { aclOf, parentOf, refuseLoop, refusePromise, startOf } from './lineage.ts';

/**
 * Whether the ACLs of a resource and its parents allow one of the principals the permission. What
 * no ACE allows is denied.
 *
 * @param resource - where the walk begins; `null` or `undefined` has no ACL
 * @param principals - a list or Set of strings
 * @throws ConfigurationError `acl_invalid` for a malformed ACE in an ACL that is read, for a
 *   resource or parent that is an id, a promise or part of a loop, and for principals that are not
 *   a list or Set
 * @example
 * permits(report, [Everyone, Authenticated, user(4)], 'edit'); // true or false
 */
export function permits<P extends string>(
  resource: Resource<P> | null | undefined,
  principals: Principals,
  permission: NoInfer<P>,
): boolean {
  return walk(resource, principals, permission, null);
}

/**
 * The same answer as {@link permits}, with the ACE, the resource and the sentence that explain it.
 * It evaluates once: every ACL function on the way is called one time.
 *
 * @throws ConfigurationError as {@link permits} does
 * @example
 * const decision = decide(report, [Everyone], 'edit');
 * if (!decision.allowed) console.log(decision.reason);
 */
export function decide<P extends string>(
  resource: Resource<P> | null | undefined,
  principals: Principals,
  permission: NoInfer<P>,
): Decision {
  const decision = new AclDecision(resource ?? null, principals, permission);
  decision.allowed = walk(resource, principals, permission, decision);
  return decision;
}

/** Leaf first, and the first ACE that matches decides (Pyramid's ACLHelper). */
function walk(
  resource: Resource | null | undefined,
  principals: Principals,
  permission: string,
  decision: AclDecision | null,
): boolean {
  if (typeof permission !== 'string' || !isList(principals)) throw badQuestion(permission);
  let child: Resource | null = null;
  let mark: Resource | null = null;
  let depth = 0;
  for (let at = startOf(resource); at !== null; depth++) {
    mark = refuseLoop(at, depth, mark);
    const acl = aclOf(at);
    // Read before the ACL decides, so that its errors are the same for the allowed and the denied.
    const parent = parentOf(at);
    if (acl === null) {
      if (parent === null) refusePromise(at, child);
    } else {
      const index = indexOf(acl, at);
      const found =
        index === null
          ? findInList(acl, principals, permission)
          : findInIndex(index, principals, permission);
      if (decision !== null) decision.visit(at, acl, depth, found);
      if (found !== NO_MATCH) {
        if (parent !== null) refusePromise(parent, at);
        return found % 2 === 0;
      }
    }
    child = at;
    at = parent;
  }
  return false;
}

/** A string is none: its `includes` would find a part, and 'a' would be a principal of 'xay'. */
function isList(principals: unknown): boolean {
  return Array.isArray(principals) || principals instanceof Set;
}

function badQuestion(permission: unknown): Error {
  return aclError(
    typeof permission === 'string'
      ? 'The principals are not a list or a Set of strings: write [Everyone, …].'
      : 'The permission that is asked for is not a string.',
  );
}

/** Returns the first ACE of a checked list that matches, encoded, or `NO_MATCH`. */
function findInList(acl: Acl, principals: Principals, permission: string): number {
  for (let place = 0; place < acl.length; place++) {
    const ace = acl[place] as Ace;
    if (isDenyAll(ace)) {
      if (includesPrincipal(principals, Everyone)) return place * 2 + 1;
    } else if (includesPermission(ace[2], permission) && includesPrincipal(principals, ace[1]))
      return encodeAce(ace, place);
  }
  return NO_MATCH;
}

import type { Ace, Acl, Principal } from './acl-types.ts';
import { AllPermissions, Allow } from './acl-types.ts';

/** The principals that ask: a list or Set of strings. */
export type Principals = readonly Principal[] | ReadonlySet<Principal>;

/** The ACEs of one ACL that name one permission: the first of each principal, in order. */
interface PermissionEntry {
  readonly principals: Principal[];
  /** The ACE of each, as `encodeAce` gives it. */
  readonly aces: number[];
  readonly aceOf: Map<Principal, number>;
}

/**
 * A list that never changes, arranged by permission. Engines read frozen arrays several times more
 * slowly than others, and most of a long list need not be read at all.
 */
export interface AclIndex {
  readonly named: ReadonlyMap<unknown, PermissionEntry>;
  readonly all: PermissionEntry | undefined;
}

/** Greater than every encoded ACE. */
export const NO_MATCH: number = 2 ** 29;

/** An ACE as a number: it grows with the place in the list, and is odd if the ACE denies. */
export function encodeAce(ace: Ace, place: number): number {
  return place * 2 + (ace[0] === Allow ? 0 : 1);
}

/** Up to this many principals, a scan beats one Map lookup for each (decisions/004). */
const LINEAR_SCAN_MAX = 8;

/** Arranges a list whose ACEs were all checked and that has no Sets. */
export function buildIndex(acl: Acl): AclIndex {
  const named = new Map<unknown, PermissionEntry>();
  acl.forEach((ace, place) => {
    const [, principal, permissions] = ace;
    for (const permission of [permissions].flat()) {
      const entry: PermissionEntry = named.get(permission) ?? {
        principals: [],
        aces: [],
        aceOf: new Map(),
      };
      named.set(permission, entry);
      if (entry.aceOf.has(principal)) continue;
      entry.aceOf.set(principal, encodeAce(ace, place));
      entry.principals.push(principal);
      entry.aces.push(encodeAce(ace, place));
    }
  });
  return { named, all: named.get(AllPermissions) };
}

/** Returns the first ACE that names the permission and one of the principals, or `NO_MATCH`. */
export function findInIndex(index: AclIndex, principals: Principals, permission: string): number {
  const entry = index.named.get(permission);
  const found = entry === undefined ? NO_MATCH : findInEntry(entry, principals);
  return index.all === undefined ? found : Math.min(found, findInEntry(index.all, principals));
}

function findInEntry({ principals, aces, aceOf }: PermissionEntry, asking: Principals): number {
  let found = NO_MATCH;
  if (principals.length > LINEAR_SCAN_MAX) {
    for (const principal of asking) found = Math.min(found, aceOf.get(principal) ?? NO_MATCH);
    return found;
  }
  for (let at = 0; at < principals.length; at++)
    if (includesPrincipal(asking, principals[at] as Principal)) return aces[at] as number;
  return NO_MATCH;
}

/** Whether a list or Set of principals includes one. */
export function includesPrincipal(principals: Principals, principal: Principal): boolean {
  return Array.isArray(principals)
    ? principals.includes(principal)
    : (principals as ReadonlySet<Principal>).has(principal);
}

import type { Ace, Acl, Principal } from './acl-types.ts';
import { AllPermissions, Allow } from './acl-types.ts';

/** Who asks: a list or set of principals. */
export type Principals = readonly Principal[] | ReadonlySet<Principal>;

/** The lines of one ACL that name one permission: their principals in order, and where each is named first. */
interface Lines {
  readonly who: Principal[];
  readonly first: Map<Principal, number>;
}

/**
 * A list that never changes, arranged by permission. Engines read frozen arrays several times more slowly than others, and most of a long
 * list need not be read at all. One entry is kept for each permission that each line names: about 60 bytes in a long list.
 */
export interface AclIndex {
  readonly named: ReadonlyMap<unknown, Lines>;
  readonly all: Lines | undefined;
}

/** What stands for a line when none speaks. */
export const NO_MATCH: number = 2 ** 29;

/** A line as a number: the sooner it comes, the smaller it is, and it is odd when it denies. */
export function encodeAce(ace: Ace, place: number): number {
  return place * 2 + (ace[0] === Allow ? 0 : 1);
}

/** So many lines are sooner compared one by one than looked up. */
const FEW = 8;

/** The lists that `compileAcl` made; what anybody else froze may still hold something that changes. */
export const indexByAcl: WeakMap<Acl, AclIndex> = new WeakMap();

export function buildIndex(acl: Acl): AclIndex {
  const named = new Map<unknown, Lines>();
  acl.forEach((ace, place) => {
    const [, principal, permissions] = ace;
    for (const permission of [permissions].flat()) {
      const lines: Lines = named.get(permission) ?? { who: [], first: new Map() };
      named.set(permission, lines);
      if (lines.first.has(principal)) continue;
      lines.who.push(principal);
      lines.first.set(principal, encodeAce(ace, place));
    }
  });
  return { named, all: named.get(AllPermissions) };
}

/** What reading the list line by line would find: the first line that speaks, as `firstLine` gives it. */
export function findInIndex(index: AclIndex, principals: Principals, permission: string): number {
  return Math.min(firstOf(index.named.get(permission), principals), firstOf(index.all, principals));
}

function firstOf(lines: Lines | undefined, principals: Principals): number {
  if (lines === undefined) return NO_MATCH;
  const { who, first } = lines;
  let found = NO_MATCH;
  if (who.length > FEW)
    for (const principal of principals) found = Math.min(found, first.get(principal) ?? NO_MATCH);
  else
    for (const principal of who)
      if (includesPrincipal(principals, principal)) return first.get(principal) as number;
  return found;
}

export function includesPrincipal(principals: Principals, principal: Principal): boolean {
  return Array.isArray(principals)
    ? principals.includes(principal)
    : (principals as ReadonlySet<Principal>).has(principal);
}

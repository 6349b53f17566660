import { aclError } from '../authz/acl-error.ts';
import type { Principal } from '../authz/acl-types.ts';
import { Authenticated, Everyone } from '../authz/acl-types.ts';
import type { FirstLines } from './lines.ts';

/** Principals that a request with another principal always has too. */
export type Implications = Readonly<Record<Principal, readonly Principal[]>>;

/** A principal with all that it implies: the smallest set of a request that has it. */
export interface Group {
  readonly principal: Principal;
  readonly all: readonly Principal[];
  /** The one of them that is the principal of a user. */
  readonly user: Principal | null;
}

/**
 * Which principals come together. Every request has Everyone, one with any other principal has
 * Authenticated (also one with Acting), and no request has the principals of two users.
 */
export class Groups {
  readonly #implies: ReadonlyMap<Principal, readonly Principal[]>;
  readonly #groups = new Map<Principal, Group | null>();

  /** @throws ConfigurationError `acl_invalid` for implications of another form */
  constructor(implies: Implications = {}) {
    this.#implies = new Map(Object.entries(implies));
    for (const [principal, others] of this.#implies)
      if (!Array.isArray(others) || !others.every((other) => typeof other === 'string'))
        throw aclError(`implies has no list of principals for "${principal}".`);
    if (this.#implies.has(Everyone))
      throw aclError('implies has a list for Everyone, which every request has: leave it out.');
  }

  /** The group of a principal; null if no request can have it. */
  of(principal: Principal): Group | null {
    let group = this.#groups.get(principal);
    if (group === undefined) {
      group = groupOf(principal, this.#find(principal));
      this.#groups.set(principal, group);
    }
    return group;
  }

  #find(principal: Principal): readonly Principal[] {
    if (principal === Everyone) return [Everyone];
    if (this.#implies.size === 0)
      return principal === Authenticated
        ? [Authenticated, Everyone]
        : [principal, Authenticated, Everyone];
    // A Set also visits what is added while it is read.
    const all = new Set([principal, Authenticated]);
    for (const one of all) for (const other of this.#implies.get(one) ?? []) all.add(other);
    return [...all.add(Everyone)];
  }

  /** The groups of principals, without those that always come together with an earlier one. */
  different(principals: Iterable<Principal>): Group[] {
    const groups = new Map<Principal, Group>();
    for (const principal of principals) {
      const group = groups.has(principal) ? null : this.of(principal);
      if (group !== null && !this.#hasEqual(group, groups)) groups.set(principal, group);
    }
    return [...groups.values()];
  }

  #hasEqual({ principal, all }: Group, groups: ReadonlyMap<Principal, Group>): boolean {
    return this.#implies.size > 0 && all.some((one) => groups.get(one)?.all.includes(principal));
  }
}

function groupOf(principal: Principal, all: readonly Principal[]): Group | null {
  let user: Principal | null = null;
  for (const one of all) {
    if (!one.startsWith('user:') && !one.startsWith('user@')) continue;
    if (user !== null) return null;
    user = one;
  }
  return { principal, all, user };
}

/** Whether one request can have the principals of both groups. */
export function arePossible(one: Group, other: Group): boolean {
  return one.user === null || other.user === null || one.user === other.user;
}

/** The place of the line that decides for a group; Infinity if there is none. */
export function decidingLine({ all }: Group, first: FirstLines): number {
  let least = Infinity;
  for (let at = 0; at < all.length; at++) {
    const place = first.get(all[at] as Principal);
    if (place !== undefined && place < least) least = place;
  }
  return least;
}

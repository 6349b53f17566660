import type { Ace, Acl, Permissions, Principal, Resource } from '../authz/acl-types.ts';
import { AllPermissions, Allow } from '../authz/acl-types.ts';
import { indexOf } from '../authz/checked-acls.ts';
import { label } from '../authz/label.ts';
import { aclOf, lineageOf } from '../authz/lineage.ts';

/**
 * What can be analysed: an ACL, a resource with its parents, or the ACLs of a lineage, that of the
 * leaf first.
 */
export type AclSource<P extends string = string> =
  | Acl<P>
  | Resource<P>
  | readonly Acl<P>[]
  | null
  | undefined;

/** One ACE of what is analysed, and where it stands. */
export interface Line {
  readonly ace: Ace;
  /** Its place in its ACL, from 0. */
  readonly aceIndex: number;
  /** The resource whose ACL it is in; for an ACL without a resource, an object with that ACL. */
  readonly resource: Resource;
  /** How many parents up that is. */
  readonly lineageIndex: number;
  /** All of this for a sentence: `ACE 3 of the acl of "site"`. */
  readonly place: string;
}

/** One ACL of a lineage. */
interface Part {
  readonly acl: Acl;
  readonly resource: Resource;
  readonly lineageIndex: number;
  readonly name: string;
}

/** The place of the first line of each principal, of those lines that name one permission. */
export type FirstLines = ReadonlyMap<Principal, number>;

/** The ACEs of a lineage, in the order in which a decision reads them. */
export class Lines {
  readonly aces: readonly Ace[];
  readonly #parts: readonly Part[];
  /** The places of the ACEs by the permissions that they name. */
  readonly #named = new Map<string, number[]>();
  readonly #all: number[] = [];

  /** @throws ConfigurationError `acl_invalid` as `permits` does, also for the ACLs of parents */
  constructor(source: AclSource) {
    this.#parts = partsOf(source);
    const aces: Ace[] = [];
    for (const { acl, resource } of this.#parts) {
      indexOf(acl, resource);
      for (let at = 0; at < acl.length; at++)
        this.#add(aces.push(acl[at] as Ace) - 1, acl[at] as Ace);
    }
    this.aces = aces;
  }

  #add(place: number, [, , permissions]: Ace): void {
    if (permissions === AllPermissions) this.#all.push(place);
    for (const name of namesIn(permissions)) {
      const places = this.#named.get(name);
      if (places === undefined) this.#named.set(name, [place]);
      else places.push(place);
    }
  }

  /** The permissions that are named, in the order of the lines. */
  get names(): Iterable<string> {
    return this.#named.keys();
  }

  /** The places of all lines that name a permission, in order. */
  placesOf(permission: string): readonly number[] {
    const named = this.#named.get(permission);
    if (named === undefined) return this.#all;
    if (this.#all.length === 0) return named;
    return [...named, ...this.#all].sort((one, other) => one - other);
  }

  firstLines(permission: string): FirstLines {
    const first = new Map<Principal, number>();
    for (const place of this.placesOf(permission)) {
      const principal = (this.aces[place] as Ace)[1];
      if (!first.has(principal)) first.set(principal, place);
    }
    return first;
  }

  /** Whether the line at a place allows; no line denies. */
  allows(place: number): boolean {
    return this.aces[place]?.[0] === Allow;
  }

  /** The line at a place; null behind the last one. */
  at(place: number): Line | null {
    let aceIndex = place;
    for (const { acl, resource, lineageIndex, name } of this.#parts) {
      const ace = acl[aceIndex];
      if (ace !== undefined)
        return { ace, aceIndex, resource, lineageIndex, place: `ACE ${aceIndex + 1} of ${name}` };
      aceIndex -= acl.length;
    }
    return null;
  }
}

function partsOf(source: AclSource): Part[] {
  if (!Array.isArray(source))
    return lineageOf(source as Resource).flatMap((resource, lineageIndex) => {
      const acl = aclOf(resource);
      return acl === null
        ? []
        : { acl, resource, lineageIndex, name: `the acl of ${label(resource)}` };
    });
  if (!isLineage(source)) {
    const acl = source as Acl;
    return [{ acl, resource: { acl }, lineageIndex: 0, name: 'the acl' }];
  }
  return source.map((acl, lineageIndex) => {
    const name = `acl ${lineageIndex + 1}`;
    return { acl, resource: { acl, name }, lineageIndex, name };
  });
}

/** An ACE begins with an action, a list of ACEs with a list. */
function isLineage(source: readonly unknown[]): source is readonly Acl[] {
  const isAcl = (acl: unknown) => Array.isArray(acl) && (acl.length === 0 || Array.isArray(acl[0]));
  return source.length > 0 && source.every(isAcl);
}

/** The names in the permissions of an ACE; none for AllPermissions. */
export function namesIn(permissions: Permissions): readonly string[] {
  if (typeof permissions === 'string') return [permissions];
  return permissions === AllPermissions ? [] : [...permissions];
}

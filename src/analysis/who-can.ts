import { aclError } from '../authz/acl-error.ts';
import type { Principal } from '../authz/acl-types.ts';
import { Everyone } from '../authz/acl-types.ts';
import type { AnalysisOptions } from './compare.ts';
import type { Group } from './groups.ts';
import { arePossible, decidingLine, Groups } from './groups.ts';
import type { AclSource, Line } from './lines.ts';
import { Lines } from './lines.ts';

/** A principal that is allowed a permission, and those that take it away again. */
export interface Grant {
  readonly principal: Principal;
  /** A request that has one of these as well is denied. */
  readonly unless: readonly Principal[];
  /** The line that allows it. */
  readonly line: Line;
}

/** What `canEver` and `whoCan` may know beyond the ACL. */
export interface WhoOptions extends Pick<AnalysisOptions, 'implies'> {
  /** Principals that the request does not have. */
  readonly without?: readonly Principal[] | undefined;
}

/**
 * Whether any request can have a permission, however many principals it has.
 *
 * @param acl - an ACL, a resource with its parents, or a list of ACLs, that of the leaf first
 * @param options - `without`: only requests that have none of these principals
 * @returns false, or the smallest set of principals that can
 * @throws ConfigurationError as `compare` does
 * @example
 * canEver(site, 'delete', { without: ['role:admin'] }); // false, or ['role:support']
 */
export function canEver<P extends string>(
  acl: AclSource<P>,
  permission: NoInfer<P>,
  options: WhoOptions = {},
): readonly Principal[] | false {
  return new Question(acl, permission, options).smallest();
}

/**
 * Returns who has a permission. A request is allowed exactly if it has the principal of one of the
 * results and none of the principals in its `unless`. One principal is always enough: no line of an
 * ACL asks for two.
 *
 * @param acl - an ACL, a resource with its parents, or a list of ACLs, that of the leaf first
 * @param options - `without`: only requests that have none of these principals
 * @returns a list in the order of the lines, without those that others contain
 * @throws ConfigurationError as `compare` does
 * @example
 * whoCan(report, 'edit');
 * // [{ principal: 'role:editor', unless: ['user:bob'], line: … }]
 */
export function whoCan<P extends string>(
  acl: AclSource<P>,
  permission: NoInfer<P>,
  options: WhoOptions = {},
): Grant[] {
  return new Question(acl, permission, options).grants();
}

/** One permission of one lineage. */
class Question {
  readonly #lines: Lines;
  /** The principals that can matter, and the place of the line that decides for each. */
  readonly #deciding: Map<Group, number> = new Map();

  constructor(acl: AclSource, permission: string, { implies, without }: WhoOptions) {
    if (typeof permission !== 'string')
      throw aclError('The permission that is asked for is not a string.');
    this.#lines = new Lines(acl);
    const first = this.#lines.firstLines(permission);
    const excluded = new Set(without);
    for (const group of new Groups(implies).different([...first.keys(), Everyone]))
      if (!group.all.some((one) => excluded.has(one)))
        this.#deciding.set(group, decidingLine(group, first));
  }

  /** The principal with the fewest others that is allowed. */
  smallest(): readonly Principal[] | false {
    const allowed = [...this.#deciding].filter(([, place]) => this.#lines.allows(place));
    const sizes = allowed.map(([{ all }]) => all.length);
    const least = allowed[sizes.indexOf(Math.min(...sizes))];
    return least === undefined ? false : [least[0].principal];
  }

  grants(): Grant[] {
    const allowed = [...this.#deciding.keys()].filter((group) =>
      this.#lines.allows(this.#placeOf(group)),
    );
    return allowed
      .filter((group) => !allowed.some((other) => this.#contains(other, group)))
      .map((group) => ({
        principal: group.principal,
        unless: this.#unless(group).map(({ principal }) => principal),
        line: this.#lines.at(this.#placeOf(group)) as Line,
      }));
  }

  #placeOf(group: Group): number {
    return this.#deciding.get(group) as number;
  }

  /** The groups whose line comes first and denies; none that implies another of them. */
  #unless(group: Group): Group[] {
    const all = [...this.#deciding.keys()].filter((other) => this.#isDenied(group, other));
    return all.filter((one) => !all.some((other) => other !== one && implies(one, other)));
  }

  #isDenied(group: Group, other: Group): boolean {
    const place = this.#placeOf(other);
    return place < this.#placeOf(group) && !this.#lines.allows(place) && arePossible(group, other);
  }

  /** Whether each request that one grant admits is admitted by another. */
  #contains(other: Group, group: Group): boolean {
    if (other === group || !implies(group, other)) return false;
    return this.#unless(other).every(
      (one) => !arePossible(group, one) || this.#isDenied(group, one),
    );
  }
}

function implies({ all }: Group, { principal }: Group): boolean {
  return all.includes(principal);
}

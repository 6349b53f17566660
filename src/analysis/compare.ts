import type { Principal } from '../authz/acl-types.ts';
import { Everyone } from '../authz/acl-types.ts';
import { Change } from './change.ts';
import type { Group, Implications } from './groups.ts';
import { arePossible, decidingLine, Groups } from './groups.ts';
import type { AclSource } from './lines.ts';
import { Lines } from './lines.ts';
import { permissionsOf } from './permissions.ts';

/** What an analysis may know beyond the ACL. */
export interface AnalysisOptions<P extends string = string> {
  /**
   * The closed list of permission names. Without it, `'*'` stands in results for the permissions
   * that no ACE names: only an ACE with AllPermissions decides them.
   */
  readonly permissions?: readonly P[] | undefined;
  /**
   * Principals that come with another one, by that one: `{ 'role:admin': ['role:editor'] }` if
   * your callback returns both for each admin. That every request has Everyone, that one with any
   * other principal has Authenticated, and that none is of two users is known.
   */
  readonly implies?: Implications | undefined;
}

/**
 * Returns what differs between two ACLs, for which principals: all of it, and nothing else. Each
 * change names a smallest set of principals for which the answer differs. A request with more
 * principals can have another answer if another line decides for it.
 *
 * @param before - an ACL, a resource with its parents, or a list of ACLs, that of the leaf first
 * @param after - the same, changed
 * @returns a list that is empty if no request gets another answer
 * @throws ConfigurationError `acl_invalid` for an ACL or a resource as `permits` does, and for
 *   `implies` of another form
 * @example
 * for (const change of compare(before, after)) console.log(change.reason);
 * // "role:support" gains "delete": ACE 3 of the acl of "site" allows it. Before, no ACE matched.
 */
export function compare<P extends string>(
  before: AclSource<P>,
  after: AclSource<P>,
  options: AnalysisOptions<P> = {},
): Change[] {
  const comparison = new Comparison(new Lines(before), new Lines(after), options);
  return comparison.changes();
}

/** A group, and the places of the lines that decide for it before and after. */
interface Candidate {
  readonly group: Group;
  readonly was: number;
  readonly is: number;
}

/** The comparison of two lineages. */
class Comparison {
  readonly #was: Lines;
  readonly #is: Lines;
  readonly #groups: Groups;
  readonly #permissions: Iterable<string>;

  constructor(was: Lines, is: Lines, { permissions, implies }: AnalysisOptions) {
    this.#was = was;
    this.#is = is;
    this.#groups = new Groups(implies);
    this.#permissions = permissionsOf(permissions, was, is);
  }

  /**
   * An answer depends on the line that decides before and the line that decides after. For these
   * two, the smallest set has their two principals and what these imply, so that no larger set has
   * to be tried.
   */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const permission of this.#permissions) {
      const known = this.#candidates(permission);
      const all = [...known.values()];
      for (const one of all) {
        if (this.#isSmallest(one, one, known)) changes.push(this.#change(permission, one, one));
        for (const other of all)
          if (one.was < other.was && other.is < one.is && this.#isSmallest(one, other, known))
            changes.push(this.#change(permission, one, other));
      }
    }
    return changes;
  }

  /** Those that a line names, and Everyone: other principals make no difference. */
  #candidates(permission: string): Candidates {
    const before = this.#was.firstLines(permission);
    const after = this.#is.firstLines(permission);
    const candidates = new Map<Principal, Candidate>();
    for (const group of this.#groups.different([Everyone, ...before.keys(), ...after.keys()])) {
      const [was, is] = [decidingLine(group, before), decidingLine(group, after)];
      candidates.set(group.principal, { group, was, is });
    }
    return candidates;
  }

  /**
   * Whether the answer differs for the principals of two candidates, of which the first decides
   * before and the second after, and for no part of them in the same way.
   */
  #isSmallest(one: Candidate, other: Candidate, known: Candidates): boolean {
    const gains = this.#is.allows(other.is);
    if (this.#was.allows(one.was) === gains) return false;
    if (one !== other && !arePossible(one.group, other.group)) return false;
    const members = membersOf(one, known);
    if (one !== other) members.push(...membersOf(other, known));
    for (const first of members)
      for (const second of members)
        if (
          this.#is.allows(Math.min(first.is, second.is)) === gains &&
          this.#was.allows(Math.min(first.was, second.was)) !== gains &&
          !(isIn(one, first, second) && isIn(other, first, second))
        )
          return false;
    return true;
  }

  #change(permission: string, one: Candidate, other: Candidate): Change {
    const principals =
      one === other ? [one.group.principal] : [one.group.principal, other.group.principal];
    return new Change(permission, principals, this.#was.at(one.was), this.#is.at(other.is));
  }
}

type Candidates = ReadonlyMap<Principal, Candidate>;

/** The candidates that each request with one of them has too, and that one. */
function membersOf({ group }: Candidate, known: Candidates): Candidate[] {
  const members: Candidate[] = [];
  for (const principal of group.all) {
    const member = known.get(principal);
    if (member !== undefined) members.push(member);
  }
  return members;
}

function isIn({ group }: Candidate, first: Candidate, second: Candidate): boolean {
  return first.group.all.includes(group.principal) || second.group.all.includes(group.principal);
}

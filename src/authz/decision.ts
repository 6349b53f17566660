import type { Principals } from './acl-index.ts';
import { includesPrincipal } from './acl-index.ts';
import type { Ace, Acl, Resource } from './acl-types.ts';
import { label, listed, quoted } from './label.ts';

/**
 * One ACE that was evaluated, and why it did or did not decide; or the limits of a token, if they
 * deny what that ACE allows.
 */
export interface TraceEntry {
  readonly resource: Resource;
  /** -1 for the limits of a token. */
  readonly lineageIndex: number;
  /** -1 for the limits of a token. */
  readonly aceIndex: number;
  /** Null for the limits of a token, which are the last entry then. */
  readonly ace: Ace | null;
  readonly outcome: 'decided' | 'other principal' | 'other permission' | 'outside limits';
}

/**
 * An answer with its reason. It is an object and so always truthy: for an `if`, ask `permits`, or
 * read `allowed`.
 */
export interface Decision {
  readonly allowed: boolean;
  readonly permission: string;
  /** The ACE that decided; `null` if none matched and the default denied. */
  readonly ace: Ace | null;
  /** Its place in its ACL, from 0; -1 for the default. */
  readonly aceIndex: number;
  /** The resource whose ACL decided; for the default, the one that was asked about. */
  readonly resource: Resource | null;
  /** How many parents up that is; -1 for the default. */
  readonly lineageIndex: number;
  /**
   * The whole of it in a sentence, with the principals that were asked with (shortened if they are
   * many or long). For logs and tools: never send it to the client.
   */
  readonly reason: string;
  /**
   * Returns every ACE that was evaluated, in order, and why it did or did not match, and then the
   * limits of a token if they decided. It reads the lists when it is called: call it before the
   * application changes them.
   */
  trace(): readonly TraceEntry[];
  /** Returns the members that identify the decision, and the reason: for logs. */
  toJSON(): object;
}

/** A list that was evaluated, and the one before it. */
interface Visit {
  readonly resource: Resource;
  readonly lineageIndex: number;
  readonly acl: Acl;
  /** How many of its ACEs were evaluated. */
  readonly count: number;
  readonly before: Visit | null;
}

/** A decision that the walk fills in; the reason and the trace are made on demand. */
export class AclDecision implements Decision {
  allowed = false;
  readonly permission: string;
  ace: Ace | null = null;
  aceIndex = -1;
  resource: Resource | null;
  lineageIndex = -1;
  readonly #principals: Principals;
  #visits: Visit | null = null;

  constructor(resource: Resource | null, principals: Principals, permission: string) {
    this.permission = permission;
    this.resource = resource;
    this.#principals = principals;
  }

  /** Called for each ACL that is evaluated, with the encoded ACE that decided or `NO_MATCH`. */
  visit(resource: Resource, acl: Acl, lineageIndex: number, found: number): void {
    const aceIndex = found >> 1;
    const count = Math.min(acl.length, aceIndex + 1);
    this.#visits = { resource, lineageIndex, acl, count, before: this.#visits };
    if (aceIndex >= acl.length) return;
    this.resource = resource;
    this.lineageIndex = lineageIndex;
    this.aceIndex = aceIndex;
    this.ace = acl[aceIndex] as Ace;
  }

  get reason(): string {
    const answer = this.allowed ? 'Allowed' : 'Denied';
    return `${answer}: ${this.#why()}. Asked with: ${listed(this.#principals)}.`;
  }

  #why(): string {
    const what = `the permission ${quoted(this.permission)}`;
    if (this.resource === null) return `there is no resource to ask for ${what}`;
    const where = label(this.resource);
    if (this.ace !== null) {
      const verb = this.allowed ? 'allows' : 'denies';
      return `ACE ${this.aceIndex + 1} of the acl of ${where} ${verb} ${quoted(this.ace[1])} ${what}`;
    }
    const lists = this.#visited().length;
    if (lists === 0)
      return `neither ${where} nor any of its parents has an acl that could allow ${what}`;
    const acls = lists === 1 ? 'the one acl' : `the ${lists} acls`;
    return `no ACE in ${acls} from ${where} upwards matches ${what}`;
  }

  trace(): readonly TraceEntry[] {
    return this.#visited().flatMap(({ resource, lineageIndex, acl, count }) =>
      acl.slice(0, count).map((ace, aceIndex) => {
        const decided = aceIndex === this.aceIndex && lineageIndex === this.lineageIndex;
        const other = includesPrincipal(this.#principals, ace[1]) ? 'permission' : 'principal';
        const outcome = decided ? 'decided' : (`other ${other}` as const);
        return Object.freeze({ resource, lineageIndex, aceIndex, ace, outcome });
      }),
    );
  }

  toJSON(): object {
    const { allowed, permission, aceIndex, lineageIndex, reason } = this;
    return { allowed, permission, aceIndex, lineageIndex, reason };
  }

  #visited(): Visit[] {
    const visits: Visit[] = [];
    for (let visit = this.#visits; visit !== null; visit = visit.before) visits.unshift(visit);
    return visits;
  }
}

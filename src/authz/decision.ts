import { label } from './ace.ts';
import type { Ace, Acl, Principal, Resource } from './acl-types.ts';

/** One ACE that was looked at, and why it did or did not decide. */
export interface TraceLine {
  readonly resource: Resource;
  readonly lineageIndex: number;
  readonly aceIndex: number;
  readonly ace: Ace;
  readonly outcome: 'decided' | 'other principal' | 'other permission';
}

/** An answer that remembers its reason. It is an object and so always truthy: for an `if`, ask `permits`, or read `allowed`. */
export interface Decision {
  readonly allowed: boolean;
  readonly permission: string;
  /** The ACE that decided, `null` when none spoke and the default denied. */
  readonly ace: Ace | null;
  /** Its place in its ACL, from 0; -1 for the default. */
  readonly aceIndex: number;
  /** The resource whose ACL decided; for the default, the one that was asked about. */
  readonly resource: Resource | null;
  /** How many parents up that is; -1 for the default. */
  readonly lineageIndex: number;
  /** The whole of it in a sentence; for logs and tools, never for a response. */
  readonly reason: string;
  /** Every ACE that was looked at, in order, and why it did or did not match. */
  trace(): readonly TraceLine[];
}

/** A decision in the making: the walk tells it where it is, and what it saw is kept for the explanation. */
export class DecisionBuilder implements Decision {
  readonly permission: string;
  allowed = false;
  ace: Ace | null = null;
  aceIndex = -1;
  resource: Resource | null;
  lineageIndex = -1;
  readonly #principals: readonly Principal[];
  /** What was read of each ACL; the last of it decided, if any did. */
  readonly #walked: {
    readonly resource: Resource;
    readonly lineageIndex: number;
    readonly aces: Acl;
  }[] = [];

  constructor(resource: Resource | null, permission: string, principals: Iterable<Principal>) {
    this.resource = resource;
    this.permission = permission;
    this.#principals = Array.from(principals ?? []);
  }

  /** Keeps a copy of the lines that were read, so that what is changed later does not change the explanation. */
  read(resource: Resource, acl: Acl, lineageIndex: number, aceIndex: number): void {
    const aces = acl.slice(0, aceIndex + 1);
    this.#walked.push({ resource, lineageIndex, aces });
    const ace = aces[aceIndex];
    if (ace === undefined) return;
    this.resource = resource;
    this.lineageIndex = lineageIndex;
    this.aceIndex = aceIndex;
    this.ace = ace;
  }

  get reason(): string {
    const where = this.resource === null ? 'no resource' : label(this.resource);
    if (this.ace !== null) {
      const [answer, verb] = this.allowed ? ['Allowed', 'allows'] : ['Denied', 'denies'];
      return `${answer}: ACE ${this.aceIndex + 1} of the acl of ${where} ${verb} ${this.ace[1]} the permission '${this.permission}'.`;
    }
    const lists = this.#walked.length;
    const silent =
      lists === 0
        ? `neither ${where} nor any of its parents has an acl`
        : `nothing in the ${lists === 1 ? 'one acl' : `${lists} acls`} from ${where} upwards speaks of '${this.permission}' for these principals`;
    return `Denied: ${silent}, and what is not allowed is denied.`;
  }

  trace(): readonly TraceLine[] {
    return this.#walked.flatMap(({ resource, lineageIndex, aces }) =>
      aces.map((ace, aceIndex) => {
        const decided = aceIndex === this.aceIndex && lineageIndex === this.lineageIndex;
        const outcome = decided
          ? 'decided'
          : (`other ${this.#principals.includes(ace[1]) ? 'permission' : 'principal'}` as const);
        return Object.freeze({ resource, lineageIndex, aceIndex, ace, outcome });
      }),
    );
  }

  toJSON(): object {
    const { allowed, permission, aceIndex, lineageIndex, reason } = this;
    return { allowed, permission, aceIndex, lineageIndex, reason };
  }
}

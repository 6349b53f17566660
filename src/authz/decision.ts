import { label } from './check.ts';
import type { Ace, Acl, Principal, Resource } from './words.ts';
import { Allow } from './words.ts';

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
export class DecisionOf implements Decision {
  readonly permission: string;
  allowed = false;
  ace: Ace | null = null;
  aceIndex = -1;
  resource: Resource | null;
  lineageIndex = -1;
  readonly #principals: readonly Principal[];
  readonly #walked: { readonly resource: Resource; readonly aces: Acl; readonly lineageIndex: number }[] = [];

  constructor(resource: Resource | null, permission: string, principals: Iterable<Principal>) {
    this.resource = resource;
    this.permission = permission;
    this.#principals = typeof principals === 'string' ? [] : [...principals];
  }

  /** Keeps a copy of the list, so that what is changed later does not change the explanation. */
  enter(resource: Resource, acl: Acl, lineageIndex: number): void {
    this.#walked.push({ resource, aces: [...acl], lineageIndex });
  }

  decidedBy(aceIndex: number): void {
    const last = this.#walked.at(-1);
    if (aceIndex < 0 || last === undefined) return;
    this.ace = last.aces[aceIndex] ?? null;
    this.aceIndex = aceIndex;
    this.resource = last.resource;
    this.lineageIndex = last.lineageIndex;
  }

  settle(allowed: boolean): void {
    this.allowed = allowed;
    Object.freeze(this);
  }

  get reason(): string {
    const where = this.resource === null ? 'no resource' : label(this.resource);
    if (this.ace !== null) {
      const verb = this.ace[0] === Allow ? 'allows' : 'denies';
      return `${this.allowed ? 'Allowed' : 'Denied'}: ACE ${this.aceIndex + 1} of the acl of ${where} ${verb} ${this.ace[1]} the permission '${this.permission}'.`;
    }
    const lists = this.#walked.length;
    if (lists === 0) return `Denied: neither ${where} nor any of its parents has an acl, and what is not allowed is denied.`;
    const many = lists === 1 ? 'the one acl' : `the ${lists} acls`;
    return `Denied: nothing in ${many} from ${where} upwards speaks of '${this.permission}' for these principals, and what is not allowed is denied.`;
  }

  trace(): readonly TraceLine[] {
    const lines: TraceLine[] = [];
    for (const { resource, aces, lineageIndex } of this.#walked) {
      for (const [aceIndex, ace] of aces.entries()) {
        const decided = ace === this.ace && aceIndex === this.aceIndex && lineageIndex === this.lineageIndex;
        const outcome = decided ? 'decided' : this.#principals.includes(ace[1]) ? 'other permission' : 'other principal';
        lines.push(Object.freeze({ resource, lineageIndex, aceIndex, ace, outcome }));
        if (decided) return lines;
      }
    }
    return lines;
  }

  toJSON(): object {
    const { allowed, permission, aceIndex, lineageIndex, reason } = this;
    return { allowed, permission, aceIndex, lineageIndex, reason };
  }
}

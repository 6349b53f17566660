import { expect } from 'vitest';
import type { Ace, Acl } from '../../src/acl.ts';
import { AllPermissions, Allow, Authenticated, Deny, DenyAll, Everyone } from '../../src/acl.ts';
import type { OracleAnswer } from '../authz/pyramid-oracle.ts';
import { oraclePermits } from '../authz/pyramid-oracle.ts';

/** The principals of generated ACLs; the last is implied by others and named by none. */
export const principals: readonly string[] = [
  Everyone,
  Authenticated,
  'user:1',
  'user@partner:1',
  'role:a',
  'role:b',
  'role:c',
];
export const permissions: readonly string[] = ['read', 'edit', 'publish'];

/** Which principals come together, as an application declares it. */
export type Hierarchy = Record<string, string[]>;

/** A generator of numbers from 0 up to a limit: the same for the same seed. */
export function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % limit;
  };
}

/** One ACL of up to `most` ACEs. */
export function randomAcl(below: (limit: number) => number, most: number): Acl {
  return Array.from({ length: below(most + 1) }, (): Ace => {
    if (below(16) === 0) return DenyAll;
    const named = [
      permissions[below(3)] as string,
      permissions.filter(() => below(2) === 0),
      new Set(permissions.filter(() => below(2) === 0)),
      AllPermissions,
    ][below(4)] as Ace[2];
    return [below(2) === 0 ? Allow : Deny, principals[below(principals.length)] as string, named];
  });
}

/** Half of them declare nothing; loops are allowed. */
export function randomHierarchy(below: (limit: number) => number): Hierarchy {
  const hierarchy: Hierarchy = {};
  if (below(2) === 0) return hierarchy;
  for (let count = below(3) + 1; count > 0; count--) {
    const from = principals[1 + below(principals.length - 1)] as string;
    hierarchy[from] = [principals[below(principals.length)] as string];
  }
  return hierarchy;
}

/** Every set of principals that a request can have, the smallest first. */
export function possibleSets(hierarchy: Hierarchy): string[][] {
  const others = principals.slice(1);
  const sets: string[][] = [];
  for (let bits = 0; bits < 1 << others.length; bits++) {
    const set = [Everyone, ...others.filter((_, at) => (bits >> at) & 1)];
    const authenticated = set.length === 1 || set.includes(Authenticated);
    const users = set.filter((one) => /^user[:@]/.test(one)).length;
    const closed = set.every((one) => (hierarchy[one] ?? []).every((other) => set.includes(other)));
    if (authenticated && users < 2 && closed) sets.push(set);
  }
  return sets.sort((one, other) => one.length - other.length);
}

/** The smallest possible set that contains some principals, or undefined. */
export function smallestWith(
  sets: readonly string[][],
  some: readonly string[],
): string[] | undefined {
  return sets.find((set) => some.every((one) => set.includes(one)));
}

/** Asks the lists of a lineage, that of the leaf first. */
export function ask(
  lists: readonly Acl[],
  set: readonly string[],
  permission: string,
): OracleAnswer {
  const leaf = lists.reduceRight<object | null>((parent, acl) => ({ acl, parent }), null);
  return oraclePermits(leaf, [...set], permission);
}

/** Compares without the cost of `expect`, which then shows a difference and what it is about. */
export function expectSame(about: unknown, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    expect({ about, found }).toEqual({ about, found: wanted });
}

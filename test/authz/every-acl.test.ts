import { expect, it } from 'vitest';
import { Allow, compileAcl, decide, Deny, permits } from '../../src/acl.ts';
import type { Ace, Acl, Resource } from '../../src/acl.ts';
import { numbers } from '../analysis/brute-force.ts';
import { isNightly, print } from '../support/repetitions.ts';
import { oraclePermits } from './pyramid-oracle.ts';

const principals = ['system.Everyone', 'role:a', 'role:b'];
const permissions = ['read', 'edit'];
const aces: Ace[] = ([Allow, Deny] as const).flatMap((action) =>
  principals.flatMap((principal) =>
    permissions.map((permission): Ace => [action, principal, permission]),
  ),
);
/** Every set of the principals, also those that no request has. */
const sets: string[][] = Array.from({ length: 8 }, (_, bits) =>
  principals.filter((_one, at) => (bits >> at) & 1),
);
const MOST = 4;

/** Every list of up to four ACEs: 22,621 of them. */
function* everyList(list: Ace[] = []): Generator<Ace[]> {
  yield list;
  if (list.length < MOST) for (const ace of aces) yield* everyList([...list, ace]);
}

/** A list as the ACL of one resource, and cut in two at each place: those of a child and parent. */
function lineagesOf(list: Ace[], form: (acl: Ace[]) => Acl): Resource[] {
  const cut = (at: number): Resource => {
    const parent = { acl: form(list.slice(at)) };
    return at === 0 ? parent : { acl: form(list.slice(0, at)), parent };
  };
  return Array.from({ length: list.length + 1 }, (_, at) => cut(at));
}

/** Returns how many decisions were compared. */
function compareDecisions(leaf: Resource): number {
  for (const set of sets)
    for (const permission of permissions) {
      const wanted = oraclePermits(leaf as object, set, permission);
      const { allowed, aceIndex, resource } = decide(leaf, set, permission);
      const same =
        permits(leaf, set, permission) === wanted.allowed &&
        allowed === wanted.allowed &&
        aceIndex === wanted.index &&
        resource === (wanted.at ?? leaf);
      if (!same)
        expect({ leaf, set, permission, allowed, aceIndex }).toEqual({
          leaf,
          set,
          permission,
          allowed: wanted.allowed,
          aceIndex: wanted.index,
        });
    }
  return sets.length * permissions.length;
}

it('decides as Pyramid for every ACL of up to 4 ACEs over 3 principals and 2 permissions', () => {
  const below = numbers(4);
  let decisions = 0;
  for (const list of everyList()) {
    // A tenth of the lists, the same ones in each run; all of them every night.
    if (!isNightly && below(10) > 0) continue;
    const form = below(8) > 0 ? (acl: Ace[]) => acl : (acl: Ace[]) => compileAcl(acl);
    for (const leaf of lineagesOf(list, form)) decisions += compareDecisions(leaf);
  }
  print('decisions that equal those of Pyramid', { decisions });
  if (isNightly) expect(decisions).toBe(1_776_784);
  else expect(decisions).toBeGreaterThan(150_000);
});

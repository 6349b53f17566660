import fc from 'fast-check';
import {
  aclFromJson,
  aclToJson,
  AllPermissions,
  Allow,
  Authenticated,
  compileAcl,
  Deny,
  DenyAll,
  Everyone,
  user,
} from '../../src/acl.ts';
import type { Ace, Acl } from '../../src/acl.ts';
import type { OracleResource } from './pyramid-oracle.ts';

const names = ['a', 'b', 'group:c', user('a'), Everyone, Authenticated, 'constructor'];
/** Enough principals for lists that name more of them than are scanned one by one. */
const crowd = Array.from({ length: 14 }, (_, id) => `role:${id}`);
/** The permissions that generated ACEs name. */
export const permissions: string[] = ['view', 'edit', 'view_x', 'toString'];

const named = fc.oneof(
  fc.constantFrom(...permissions),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }),
  fc.array(fc.constantFrom(...permissions), { maxLength: 3 }).map((list) => new Set(list)),
  fc.constant(AllPermissions),
);
const aceFor = (principals: string[], what: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(Allow, Deny), fc.constantFrom(...principals), what) as fc.Arbitrary<Ace>;
/** One well-formed ACE; sometimes DenyAll. */
export const ace: fc.Arbitrary<Ace> = fc.oneof(
  { weight: 9, arbitrary: aceFor(names, named) },
  { weight: 1, arbitrary: fc.constant(DenyAll as Ace) },
);
const short = fc.array(ace, { maxLength: 5 });
const long = fc.array(
  fc.oneof(ace, aceFor(crowd, fc.constantFrom('view', 'edit', ['view', 'edit'], AllPermissions))),
  { minLength: 20, maxLength: 40 },
);
/** A list of ACEs as an application writes it. */
export const list: fc.Arbitrary<Ace[]> = fc.oneof(
  { weight: 4, arbitrary: short },
  { weight: 1, arbitrary: long },
);
const frozenByHand = (aces: Ace[]) =>
  Object.freeze(aces.map((one) => Object.freeze([...one]))) as unknown as Acl;
const throughJson = (aces: Ace[]) => aclFromJson(JSON.parse(JSON.stringify(aclToJson(aces))));
/** Every form that an `acl` may have. */
const acl = fc.oneof(
  fc.constantFrom(undefined, null),
  list,
  list.map((aces) => () => aces),
  list.map((aces) => compileAcl(aces, { permissions })),
  list.map((aces) => compileAcl(aces)).map((aces) => () => aces),
  list.map(throughJson),
  short.map(frozenByHand),
);

/** A resource and up to three parents whose ACLs have the given form. */
export const lineageOver = (one: fc.Arbitrary<unknown>): fc.Arbitrary<OracleResource | null> =>
  fc
    .array(fc.record({ acl: one }), { maxLength: 4 })
    .map((places) =>
      places.reduceRight<OracleResource | null>((parent, place) => ({ ...place, parent }), null),
    );
export const lineage: fc.Arbitrary<OracleResource | null> = lineageOver(acl);
export const asking: fc.Arbitrary<string[]> = fc.array(fc.constantFrom(...names, ...crowd), {
  maxLength: 6,
});

/** The same lineage with lists of its own, so that a test can change them. */
export function ownLists(at: OracleResource | null): OracleResource | null {
  return at && { acl: [...(at.acl as Ace[])], parent: ownLists(at.parent ?? null) };
}

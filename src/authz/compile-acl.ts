import { throwIfAny } from '../options/configuration-error.ts';
import { nearest, unknownOptions } from '../options/did-you-mean.ts';
import { aceError } from './ace.ts';
import { aclError } from './acl-error.ts';
import { buildIndex } from './acl-index.ts';
import type { Ace, Acl } from './acl-types.ts';
import { AllPermissions } from './acl-types.ts';
import { rememberIndex } from './checked-acls.ts';
import { quoted } from './label.ts';

/** What stands for AllPermissions in JSON, which has no symbols; no permission may be called so. */
export const ALL_IN_JSON = '*';

/** The options of `compileAcl` and `aclFromJson`. */
export interface CompileAclOptions<P extends string = string> {
  /** The closed list of permission names; leave the options out to accept every name. */
  readonly permissions: readonly P[];
}

/**
 * Checks an ACL and returns the list to use: a deeply frozen copy with an index, of which a
 * decision reads only what names the permission. Use it for lists that stay, above all long ones;
 * reading a list that is made for one request takes less time than copying it. The list that was
 * passed stays as it is and has no index.
 *
 * @throws ConfigurationError `acl_invalid` naming every ACE that is malformed, matches nothing or
 *   has a permission that is not in `permissions` (with the nearest one); `options_invalid`
 * @example
 * const site = { acl: compileAcl([[Allow, 'role:editor', 'edit'], DenyAll]) };
 */
export function compileAcl<P extends string>(
  acl: Acl<NoInfer<P>>,
  options: CompileAclOptions<P>,
): Acl<P>;
export function compileAcl<P extends string>(acl: Acl<P>): Acl<P>;
export function compileAcl(acl: Acl, options?: CompileAclOptions): Acl {
  return compiled('compileAcl', acl, options);
}

/** Compiles a list for one of two functions, which the errors of the options name. */
export function compiled(
  caller: 'compileAcl' | 'aclFromJson',
  acl: unknown,
  options: Partial<CompileAclOptions> = {},
): Acl {
  const errors = unknownOptions(options, ['permissions'], caller);
  const known = Object.hasOwn(options, 'permissions') ? options.permissions : undefined;
  if (known !== undefined && !Array.isArray(known))
    errors.push(`permissions of ${caller} is not a list of names.`);
  throwIfAny(errors);
  const copy = checkedCopy(acl, known, caller === 'aclFromJson');
  // Indexed before it is frozen: what has read one frozen array reads all others more slowly.
  const index = buildIndex(copy);
  for (const ace of copy) {
    Object.freeze(ace[2]);
    Object.freeze(ace);
  }
  rememberIndex(Object.freeze(copy), index);
  return copy;
}

/**
 * Returns a copy of an ACL, with lists in the place of Sets.
 *
 * @param known - the closed list of permission names
 * @param json - whether the string `"*"` stands for AllPermissions
 * @throws ConfigurationError naming every ACE that is wrong
 */
export function checkedCopy(acl: unknown, known?: readonly string[], json?: boolean): Ace[] {
  if (!Array.isArray(acl))
    throw aclError('The acl is not a list of ACEs: write [[Allow, principal, permissions], …].');
  const errors: string[] = [];
  const copy = ownItems(acl).map((ace, place) => {
    const { own, error } = readAce(ace, known, json);
    if (error !== null) errors.push(`ACE ${place + 1} of the acl ${error}.`);
    return own as unknown as Ace;
  });
  throwIfAny(errors, 'acl_invalid');
  return copy;
}

/** Copies one ACE, and says what is wrong with it; null if nothing is. */
export function readAce(
  ace: unknown,
  known?: readonly string[],
  json?: boolean,
): { readonly own: readonly unknown[]; readonly error: string | null } {
  const own = copyOf(ace);
  if (json && own[2] === ALL_IN_JSON) own[2] = AllPermissions;
  return { own, error: aceError(own) ?? unknownPermission(own[2] as Ace[2], known) };
}

function copyOf(ace: unknown): unknown[] {
  const own = Array.isArray(ace) ? ownItems(ace) : [];
  const named = own[2];
  if (Array.isArray(named)) own[2] = ownItems(named);
  else if (named instanceof Set) own[2] = [...named];
  return own;
}

/** Copies own members only: a hole becomes undefined, whatever a polluted prototype contains. */
export function ownItems(list: readonly unknown[]): unknown[] {
  return Array.from(list, (item, at) => (Object.hasOwn(list, at) ? item : undefined));
}

function unknownPermission(named: unknown, known: readonly string[] | undefined): string | null {
  if (known === undefined || named === AllPermissions) return null;
  const unknown = [named as string].flat().find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const meant = nearest(unknown, known);
  const cure = meant === null ? `one of ${known.join(', ')}` : `perhaps ${quoted(meant)}`;
  return `has the unknown permission ${quoted(unknown)}: write ${cure}`;
}

import type { Acl } from './acl-types.ts';
import { AllPermissions } from './acl-types.ts';
import type { CompileAclOptions } from './compile-acl.ts';
import { ALL_IN_JSON, checkedCopy, compiled } from './compile-acl.ts';

/** An ACL as JSON: a list of lists, in which the string `"*"` stands for AllPermissions. */
export type AclJson = [action: string, principal: string, permissions: string | string[]][];

/**
 * Returns an ACL as JSON, for a file or a column: `aclFromJson` makes the same ACL of it. Sets
 * become lists, and AllPermissions becomes `"*"`.
 *
 * @throws ConfigurationError naming every ACE that is malformed or can match nothing
 * @example
 * JSON.stringify(aclToJson([[Allow, 'role:admin', AllPermissions]]));
 * // [["Allow","role:admin","*"]]
 */
export function aclToJson(acl: Acl): AclJson {
  return checkedCopy(acl).map(([action, principal, named]) => [
    action,
    principal,
    named === AllPermissions ? ALL_IN_JSON : (named as string | string[]),
  ]);
}

/**
 * Makes the ACL to use of parsed JSON, in which `"*"` alone stands for AllPermissions. Everything
 * that `compileAcl` rejects is rejected.
 *
 * @param value - a list of `[action, principal, permission or list of permissions]`
 * @returns a list as `compileAcl` returns it
 * @throws ConfigurationError naming every ACE that is wrong
 * @example
 * const acl = aclFromJson(JSON.parse(row.acl), { permissions: ['read', 'edit'] });
 */
export function aclFromJson<P extends string>(
  value: unknown,
  options: CompileAclOptions<P>,
): Acl<P>;
export function aclFromJson(value: unknown): Acl;
export function aclFromJson(value: unknown, options?: CompileAclOptions): Acl {
  return compiled('aclFromJson', value, options);
}

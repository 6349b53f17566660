import type { Acl } from './acl-types.ts';
import { AllPermissions } from './acl-types.ts';
import type { CompileAclOptions } from './compile-acl.ts';
import { aclError } from './acl-error.ts';
import { ALL_IN_JSON, checkedCopy, compiled } from './compile-acl.ts';
import { quoted } from './label.ts';

/** An ACL as JSON: a list of lists, in which the string `"*"` stands for AllPermissions. */
export type AclJson = [action: string, principal: string, permissions: string | string[]][];

/** An ACL as JSON with the version of its form; `schema/acl.json` of the package describes both. */
export interface AclDocument {
  readonly version: 1;
  readonly acl: AclJson;
}

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
 * @param value - a list of `[action, principal, permission or list of permissions]`, or an
 *   {@link AclDocument}; a list without a version is of version 1
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
  return compiled('aclFromJson', aclInJson(value), options);
}

/**
 * The list in a document, or the value itself if it is none.
 *
 * @param member - what the document calls its list
 * @throws ConfigurationError `acl_invalid` for another version and for members that are unknown
 */
export function aclInJson(value: unknown, member: 'acl' | 'template' = 'acl'): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const document = new Map<string, unknown>(Object.entries(value));
  if (!document.has(member) || !document.has('version')) return value;
  const version = document.get('version');
  if (version !== 1)
    throw aclError(
      `The ${member} has the version ${JSON.stringify(version)}: only 1 is known here.`,
    );
  for (const name of document.keys())
    if (!['version', member, '$schema'].includes(name))
      throw aclError(`The ${member} has an unknown member ${quoted(name)}: leave it out.`);
  return document.get(member);
}

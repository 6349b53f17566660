import { ConfigurationError } from '../options/configuration-error.ts';
import { aceError } from './ace.ts';
import { aclInJson } from './acl-json.ts';
import { Allow, Deny } from './acl-types.ts';
import type { CompileAclOptions } from './compile-acl.ts';
import { ownItems, readAce } from './compile-acl.ts';

/** What is wrong with an ACL as JSON, and where: for a form that a person edits. */
export interface AclProblem {
  readonly what: 'acl' | 'ace' | 'action' | 'principal' | 'permissions';
  /** The place in the JSON, as a JSON Pointer (RFC 6901): `/2/1` is the principal of ACE 3. */
  readonly path: string;
  readonly message: string;
}

/**
 * Returns everything that `aclFromJson` would reject, without throwing.
 *
 * @returns a list that is empty if `aclFromJson` accepts the value
 * @example
 * for (const { path, message } of aclProblems(body)) form.show(path, message);
 */
export function aclProblems(value: unknown, options?: CompileAclOptions): AclProblem[] {
  let acl: unknown;
  try {
    acl = aclInJson(value);
  } catch (error) {
    if (!ConfigurationError.isConfigurationError(error)) throw error;
    return [{ what: 'acl', path: '', message: error.message }];
  }
  const path = acl === value ? '' : '/acl';
  if (!Array.isArray(acl))
    return [{ what: 'acl', path, message: 'The acl is not a list of ACEs.' }];
  return ownItems(acl).flatMap((ace, place): AclProblem[] => {
    const { own, error } = readAce(ace, options?.permissions, true);
    if (error === null) return [];
    const at = wrongPart(own);
    const what = at === null ? 'ace' : (['action', 'principal', 'permissions'] as const)[at];
    const message = `ACE ${place + 1} of the acl ${error}.`;
    return [{ what, path: `${path}/${place}${at === null ? '' : `/${at}`}`, message }];
  });
}

/** The place of what is wrong in an ACE; null for the ACE as a whole. */
function wrongPart(ace: readonly unknown[]): 0 | 1 | 2 | null {
  if (ace.length !== 3) return null;
  if (ace[0] !== Allow && ace[0] !== Deny) return 0;
  return aceError([Allow, ace[1], 'read']) === null ? 2 : 1;
}

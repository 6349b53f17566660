import type { AclSource } from '../analysis/lines.ts';
import type { WhoOptions } from '../analysis/who-can.ts';
import { whoCan } from '../analysis/who-can.ts';
import { aclError } from '../authz/acl-error.ts';
import { quoted } from '../authz/label.ts';

/** What `never` may know beyond the ACL. */
export interface NeverOptions extends WhoOptions {
  /** The closed list of permission names: a name that is not in it is an error. */
  readonly permissions?: readonly string[] | undefined;
}

/** The types of {@link aclMatchers}, for the declarations of vitest and Jest. */
export interface AclMatchers<R = unknown> {
  /** Passes if no request can have the permission, whatever its principals. */
  never(permission: string, options?: NeverOptions): R;
}

/** The answer of a matcher of vitest and Jest. */
export interface MatcherAnswer {
  readonly pass: boolean;
  message(): string;
}

/**
 * Matchers for `expect.extend` of vitest and Jest.
 *
 * @example
 * expect.extend(aclMatchers);
 * expect(site).never('delete', { without: ['role:admin'] });
 */
export const aclMatchers: {
  never(acl: unknown, permission: string, options?: NeverOptions): MatcherAnswer;
} = {
  never(acl, permission, options) {
    const who = allowedBy(acl, permission, options);
    const message = who ?? `No request can ${quoted(permission)}: the ACL never allows it.`;
    return { pass: who === null, message: () => message };
  },
};

/**
 * Checks that no request can have a permission, for `node:test` and other runners.
 *
 * @param acl - an ACL, a resource with its parents, or a list of ACLs, that of the leaf first
 * @throws Error that names the principals that can, and the line that allows them;
 *   ConfigurationError if there is no ACL or the permission is not in `permissions`
 * @example
 * assertNever(site, 'delete', { without: ['role:admin'] });
 */
export function assertNever(acl: AclSource, permission: string, options?: NeverOptions): void {
  const who = allowedBy(acl, permission, options);
  if (who !== null) throw new Error(who);
}

/** Who can, in a sentence. A question about nothing is an error: its answer would be "never". */
function allowedBy(acl: unknown, permission: string, options: NeverOptions = {}): string | null {
  if (acl === null || acl === undefined)
    throw aclError(`There is no ACL: it is ${String(acl)}. Pass an ACL or a resource.`);
  if (options.permissions !== undefined && !options.permissions.includes(permission))
    throw aclError(`${quoted(String(permission))} is not one of the permissions.`);
  const grants = whoCan(acl as AclSource, permission, options);
  if (grants.length === 0) return null;
  const all = grants.map(({ principal, line }) => `${quoted(principal)} by ${line.place}`);
  return `${quoted(permission)} is allowed to ${all.join(', ')}.`;
}

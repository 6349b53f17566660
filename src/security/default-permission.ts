import { AuthError } from '../base/errors.ts';
import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Rule } from './guard.ts';
import { checkDefault, ruleOf } from './guard.ts';
import { contextOf } from './internals.ts';
import { assertPermission } from './permission-names.ts';
import type { RegisteredPermission } from './register.ts';
import type { Wiring } from './wiring.ts';

/** An option of `authenticate` of the entry points that know the route before its handler runs. */
export interface DefaultPermission<P extends string = RegisteredPermission> {
  /**
   * The permission of every route that names no rule, which the ACL of the root has to grant.
   * `permit(Public)` opens a route. Default: such routes are open.
   */
  readonly defaultPermission?: P | undefined;
}

/** The default permission of one `authenticate`. */
export class DefaultAccess {
  readonly permission: string;
  readonly #rule: Rule<[]>;

  constructor(permission: string) {
    this.permission = permission;
    this.#rule = ruleOf(permission, [], false);
  }

  /**
   * Returns the refusal of a request whose route names no rule; null if it may pass, or a guard
   * before has let it pass. Nothing waits: `authenticate` has found the root.
   *
   * @param auth - the context of the security that has this default
   * @throws what the ACL of the root throws, unless it is an AuthError
   */
  refusal(auth: unknown): AuthError | null {
    return contextOf(auth).notes?.isGuarded === true ? null : this.check(auth);
  }

  /** The same where one request has several handlers, so that the guard of one is not another's. */
  check(auth: unknown): AuthError | null {
    return checkDefault(auth, this.#rule);
  }
}

/**
 * Returns the option `defaultPermission` of `authenticate`; null without it.
 *
 * @throws ConfigurationError if it is no name, or not one of the security's `permissions`, and
 *   without a root, whose ACL is asked
 */
export function readDefaultPermission(
  options: DefaultPermission<string>,
  { permissions, root }: Wiring,
): DefaultAccess | null {
  const permission: unknown = ownMember(options, 'defaultPermission');
  if (permission === undefined) return null;
  if (typeof permission !== 'string' || permission === '')
    throw new ConfigurationError(
      "defaultPermission of authenticate must be the name of a permission: 'view'. Open single routes by permit(Public).",
    );
  if (permissions !== null) assertPermission(permission, permissions);
  if (root === null)
    throw new ConfigurationError(
      'defaultPermission asks the ACL of the root, and this security has no root: set the option root of createSecurity.',
      'setup_incomplete',
    );
  return new DefaultAccess(permission);
}

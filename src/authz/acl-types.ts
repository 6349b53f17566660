/** The action of an ACE that grants its permissions. */
export const Allow = 'Allow';
/** The action of an ACE that refuses its permissions. */
export const Deny = 'Deny';

/** The principal that every request has. */
export const Everyone = 'system.Everyone';
/** The principal of every request whose user is known. */
export const Authenticated = 'system.Authenticated';

/**
 * The principal of every request in which another user acts for its own: see `auth.actAs`.
 *
 * @example
 * const acl: Acl = [[Deny, Acting, ['pay', 'change password']], [Allow, user(4), AllPermissions]];
 */
export const Acting = 'system.Acting';

/**
 * Stands for every permission; write it alone, not in a list.
 *
 * It is a registered symbol, so that two copies of this package in one process agree on it.
 */
export const AllPermissions: unique symbol = Symbol.for('pyramidion.AllPermissions');

/** The ACE that ends a list with "and deny all others": `[Deny, Everyone, AllPermissions]`. */
export const DenyAll: readonly [typeof Deny, typeof Everyone, typeof AllPermissions] =
  Object.freeze([Deny, Everyone, AllPermissions]);

/**
 * The permission of a route that needs none: a guard that is given it admits every request and
 * evaluates no ACL. It is a symbol, so that no string from a request can equal it.
 */
export const Public: unique symbol = Symbol.for('pyramidion.Public');

/** A string that an ACL may name: a user, a role, a group, everyone. */
export type Principal = string;

/**
 * Returns the principal of one user, for ACLs and for `userPrincipal`.
 *
 * @param id - the user id: a non-empty string or a safe integer
 * @param issuerName - the `name` of the trusted issuer whose user it is; left out for own users
 * @returns `user:<id>`, or `user@<issuerName>:<id>`
 * @throws TypeError when `id` is anything else (the owner of a row that has none is `null`), or
 *   when `issuerName` is not of the form `[a-z0-9-]+`
 * @example
 * user(4); // 'user:4'
 * user('ann', 'partner'); // 'user@partner:ann'
 */
export function user(id: string | number, issuerName?: string): Principal {
  if (typeof id === 'string' ? id === '' : !Number.isSafeInteger(id))
    throw new TypeError('The id of a user is not a non-empty string or a safe integer.');
  if (issuerName === undefined) return `user:${id}`;
  if (typeof issuerName !== 'string' || !/^[a-z0-9-]+$/.test(issuerName))
    throw new TypeError('The name of an issuer is not of lower-case letters, digits and "-".');
  return `user@${issuerName}:${id}`;
}

/** The permissions of an ACE: one name, several, or all. */
export type Permissions<P extends string = string> =
  | P
  | readonly P[]
  | ReadonlySet<P>
  | typeof AllPermissions;

/** One entry of an ACL. */
export type Ace<P extends string = string> = readonly [
  action: typeof Allow | typeof Deny,
  principal: Principal,
  permissions: Permissions<P>,
];

/** An ordered list of ACEs: the first that names both the permission and a principal decides. */
export type Acl<P extends string = string> = readonly Ace<P>[];

/**
 * Anything that an ACL protects.
 *
 * @example
 * const site: Resource<'read' | 'edit'> = { name: 'site', acl: [[Allow, Everyone, 'read']] };
 * const report: Resource<'read' | 'edit'> = { acl: [[Allow, user(4), 'edit']], parent: site };
 */
export interface Resource<P extends string = string> {
  /** Identifies the resource in reasons, logs and tables; unique among all resources. */
  readonly name?: string | null | undefined;
  /**
   * The ACL of the resource itself; `null` or `undefined` for none. A function is called once a
   * decision, with the resource as `this`, and returns the list itself, not a promise of it.
   */
  readonly acl?: Acl<P> | null | ((this: never) => Acl<P> | null) | undefined;
  /** The resource that contains it, already loaded; `null` or `undefined` for a root. */
  readonly parent?: Resource<P> | null | undefined;
}

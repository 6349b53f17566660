/** The action of an ACE that lets in. */
export const Allow = 'Allow';
/** The action of an ACE that keeps out. */
export const Deny = 'Deny';

/** The principal that every request has. */
export const Everyone = 'system.Everyone';
/** The principal of every request whose user is known. */
export const Authenticated = 'system.Authenticated';

/** Stands for every permission there is; write it alone, not in a list. */
export const AllPermissions: unique symbol = Symbol('AllPermissions');

/** The ACE that ends a list with "and nobody else": `[Deny, Everyone, AllPermissions]`. */
export const DenyAll: readonly [typeof Deny, typeof Everyone, typeof AllPermissions] =
  Object.freeze([Deny, Everyone, AllPermissions]);

/** The permission of what needs none: a guard that is given it lets everybody through, and asks no ACL. */
export const Public = '__no_permission_required__';

/** A string that an ACL may name: a user, a role, a group, everybody. */
export type Principal = string;

/** The principal of one user; no role or group can spell it. */
export function user(id: string | number): Principal {
  return `user:${id}`;
}

/** What an ACE may say of permissions: one name, several, or all. */
export type Permissions<P extends string = string> =
  | P
  | readonly P[]
  | ReadonlySet<P>
  | typeof AllPermissions;

/** One line of an ACL. */
export type Ace<P extends string = string> = readonly [
  action: typeof Allow | typeof Deny,
  principal: Principal,
  permissions: Permissions<P>,
];

/** An ordered list of ACEs: the first that speaks of one of the principals and of the permission decides. */
export type Acl<P extends string = string> = readonly Ace<P>[];

/** Anything that an ACL protects: its own ACL, or a function of itself that gives one, and the resource that contains it. */
export interface Resource<P extends string = string> {
  readonly acl?: Acl<P> | ((this: never) => Acl<P>) | undefined;
  readonly parent?: Resource<P> | null | undefined;
}

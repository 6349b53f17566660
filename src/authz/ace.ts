import type { Permissions } from './acl-types.ts';
import { Acting, AllPermissions, Allow, Authenticated, Deny, Everyone } from './acl-types.ts';
import { quoted } from './label.ts';

/** Strings that were meant as a constant: no principal and no permission is called so. */
const MISTAKEN: ReadonlySet<unknown> = /* @__PURE__ */ new Set([
  '*',
  'Everyone',
  'Authenticated',
  'Acting',
  'AllPermissions',
]);

/** What is wrong with an ACE, to be put behind its number; `null` if it is well formed. */
export function aceError(ace: unknown): string | null {
  if (!Array.isArray(ace) || ace.length !== 3)
    return 'is not a list of an action, a principal and permissions';
  const action: unknown = ace[0];
  if (action !== Allow && action !== Deny)
    return 'has an action that is neither Allow nor Deny: write Allow or Deny';
  if (!isName(ace[1])) return nameError(ace[1], 'a principal');
  if (isUnknownOfSystem(ace[1] as string))
    return `has a principal ${quoted(ace[1])} that matches nothing: write the constant Everyone, Authenticated or Acting, the only principals of the system`;
  const named: unknown = ace[2];
  if (typeof named === 'string') return isName(named) ? null : nameError(named, 'a permission');
  return Array.isArray(named) ? listError(named) : setError(named);
}

/** Not for…of: a list that is new for each request is checked at each request. */
function listError(named: readonly unknown[]): string | null {
  for (let at = 0; at < named.length; at++)
    if (!isName(named[at])) return nameError(named[at], 'a permission');
  return null;
}

function setError(named: unknown): string | null {
  if (named === AllPermissions) return null;
  if (named instanceof Set) return listError([...named]);
  return 'has permissions that are not a string, a list or Set of strings, or AllPermissions';
}

/** All mistaken names begin with a capital or a star: most others need no comparison. */
function isName(name: unknown): boolean {
  return typeof name === 'string' && (name.charCodeAt(0) > 0x60 || isUsable(name));
}

/** No request has another principal that begins with `system.`: no callback can spell one. */
function isUnknownOfSystem(principal: string): boolean {
  if (principal.charCodeAt(0) !== 0x73 || !principal.startsWith('system.')) return false;
  return principal !== Everyone && principal !== Authenticated && principal !== Acting;
}

function isUsable(name: string): boolean {
  return name !== '' && !MISTAKEN.has(name);
}

function nameError(name: unknown, what: string): string {
  if (typeof name !== 'string' || name === '') return `has ${what} that is not a non-empty string`;
  const constant = name === '*' ? 'Everyone or AllPermissions' : name;
  return `has ${what} ${quoted(name)} that matches nothing: write the constant ${constant}, without quotes`;
}

/** Whether permissions that were checked include one, compared as a whole. */
export function includesPermission(named: Permissions, permission: string): boolean {
  // One comparison for each type: the engine compares two values of one known type much faster.
  if (typeof named === 'string') return named === permission;
  if (typeof named === 'symbol') return named === AllPermissions;
  if (!Array.isArray(named)) return (named as ReadonlySet<string>).has(permission);
  for (let at = 0; at < named.length; at++) if (named[at] === permission) return true;
  return false;
}

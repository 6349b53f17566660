import { ConfigurationError } from '../options/configuration-error.ts';
import { buildIndex, indexByAcl } from './acl-index.ts';
import type { Ace, Acl } from './acl-types.ts';
import { AllPermissions, Allow, Deny } from './acl-types.ts';

/**
 * Refuses an ACL that would silently mean something else than it says: a misspelt action, a missing member, a generator.
 *
 * Give it lists that stay, and long ones above all: what cannot change is looked up, and not read line by line for each decision. A list
 * that is made for one request is sooner read than copied.
 *
 * @returns a deeply frozen copy, which nobody can change behind the application's back
 * @throws ConfigurationError naming the first line that is wrong
 */
export function compileAcl<P extends string>(acl: Acl<P>): Acl<P> {
  if (!Array.isArray(acl))
    throw new ConfigurationError('The acl is not a list of [action, principal, permission].');
  const copy = Array.from(acl as Acl<P>, (ace, place) => {
    aceNamesPermission(ace, '', place, null);
    const [action, principal, named] = ace;
    return Object.freeze([
      action,
      principal,
      typeof named === 'object' ? Object.freeze([...named]) : named,
    ]) as Ace<P>;
  });
  indexByAcl.set(copy, buildIndex(copy));
  return Object.freeze(copy);
}

/**
 * Whether a line names a permission, compared whole; refuses a malformed line on the way. It is asked for every line of every walk, and
 * so reads each member once.
 */
export function aceNamesPermission(
  ace: Ace,
  permission: string,
  place: number,
  resource: object | null,
): boolean {
  if (!Array.isArray(ace) || ace.length !== 3)
    throw malformed(place, resource, 'is not [action, principal, permission]');
  const action: unknown = ace[0];
  const named: unknown = ace[2];
  if (action !== Allow && action !== Deny)
    throw malformed(place, resource, 'has an action that is not Allow or Deny');
  if (typeof ace[1] !== 'string')
    throw malformed(place, resource, 'has a principal that is not a string');
  if (typeof named === 'string') return named === permission;
  if (named === AllPermissions) return true;
  let spoken = false;
  let strings = true;
  if (Array.isArray(named)) {
    for (let at = 0; at < named.length; at++) {
      if (typeof named[at] !== 'string') strings = false;
      if (named[at] === permission) spoken = true;
    }
    if (strings) return spoken;
  } else if (named instanceof Set) {
    for (const one of named) if (typeof one !== 'string') strings = false;
    if (strings) return named.has(permission);
  }
  throw malformed(
    place,
    resource,
    'has permissions that are not a list or a Set of strings, a string, or AllPermissions',
  );
}

function malformed(index: number, resource: object | null, what: string): ConfigurationError {
  return new ConfigurationError(
    `ACE ${index + 1} of the acl${resource === null ? '' : ` of ${label(resource)}`} ${what}.`,
  );
}

/** A short name for a resource in a sentence: its class, and its id or name when it has a plain one. */
export function label(resource: object): string {
  const { id, name } = resource as { id?: unknown; name?: unknown };
  const own = [id, name].find((one) => typeof one === 'string' || typeof one === 'number');
  const kind = resource.constructor?.name || 'Object';
  if (own === undefined) return kind;
  const plain = String(own)
    .replace(/[^\w .:@-]/g, '?')
    .slice(0, 40);
  return kind === 'Object' ? plain : `${kind} ${plain}`;
}

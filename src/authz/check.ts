import { ConfigurationError } from '../base/configuration-error.ts';
import type { Ace, Acl } from './words.ts';
import { AllPermissions, Allow, Deny } from './words.ts';

/**
 * Refuses an ACL that would silently mean something else than it says: a misspelt action, a missing member, a generator.
 *
 * @returns a deeply frozen copy, which nobody can change behind the application's back
 * @throws ConfigurationError naming the first line that is wrong
 */
export function checkAcl<P extends string>(acl: Acl<P>): Acl<P> {
  if (!Array.isArray(acl)) throw new ConfigurationError('An ACL is a list of ACEs: write [[Allow, principal, permission], ...].');
  const copy = acl.map((ace, index) => {
    checkAce(ace, index, null);
    const [action, principal, permissions] = ace as Ace<P>;
    const own = Array.isArray(permissions)
      ? Object.freeze([...permissions])
      : permissions instanceof Set
        ? Object.freeze([...permissions])
        : permissions;
    return Object.freeze([action, principal, own]) as Ace<P>;
  });
  return Object.freeze(copy);
}

/** Refuses one malformed line; made of comparisons only, because it is asked for every line of every walk. */
export function checkAce(ace: Ace, index: number, resource: object | null): void {
  if (!Array.isArray(ace) || ace.length !== 3) throw malformed(index, resource, 'is not [action, principal, permissions]');
  const named: unknown = ace[2];
  if (ace[0] !== Allow && ace[0] !== Deny) throw malformed(index, resource, 'has an action other than Allow and Deny');
  if (typeof ace[1] !== 'string') throw malformed(index, resource, 'has a principal that is not a string');
  if (typeof named === 'string' || named === AllPermissions) return;
  if (!Array.isArray(named) && !(named instanceof Set)) throw malformed(index, resource, 'has permissions that are no string, list or Set');
  for (const permission of named as Iterable<unknown>) {
    if (typeof permission !== 'string')
      throw malformed(index, resource, 'lists a permission that is not a string (AllPermissions stands alone)');
  }
}

function malformed(index: number, resource: object | null, what: string): ConfigurationError {
  return new ConfigurationError(`ACE ${index + 1} of the acl${resource === null ? '' : ` of ${label(resource)}`} ${what}.`);
}

/** A short name for a resource in a sentence: its class, and its id or name when it has a plain one. */
export function label(resource: object): string {
  const { id, name } = resource as { id?: unknown; name?: unknown };
  const own = typeof id === 'string' || typeof id === 'number' ? id : name;
  const kind = resource.constructor?.name || 'Object';
  if (typeof own !== 'string' && typeof own !== 'number') return kind;
  const plain = String(own)
    .replace(/[^\w .:@-]/g, '?')
    .slice(0, 40);
  return kind === 'Object' ? plain : `${kind} ${plain}`;
}

import { ConfigurationError } from '../options/configuration-error.ts';
import { label } from './ace.ts';
import type { Acl, Resource } from './acl-types.ts';

/** A lineage this long is taken for a loop and looked at closely, and again each time it has doubled. */
const SUSPICIOUS = 64;

/** The ACL of one resource, called with the resource as `this` when it is a function; `null` when it has none. */
export function aclOf(resource: Resource): Acl | null {
  const own = resource.acl;
  if (own === undefined) return null;
  const acl: unknown = typeof own === 'function' ? own.call(resource as never) : own;
  if (!Array.isArray(acl))
    throw new ConfigurationError(
      `The acl of ${label(resource)} is not a list of [action, principal, permission].`,
    );
  return acl as Acl;
}

/** The parent of a resource, when it has one. */
export function parentOf(
  resource: Resource,
  start: Resource | null | undefined,
  depth: number,
): Resource | null | undefined {
  const { parent } = resource;
  if (depth >= SUSPICIOUS && (depth & (depth - 1)) === 0) refuseLoop(start);
  if (parent !== undefined && typeof parent !== 'object' && typeof parent !== 'function') {
    throw new ConfigurationError(`The parent of ${label(resource)} is not a resource or null.`);
  }
  return parent;
}

/** Where a second walker at half the pace is met again, the parents go round. */
function refuseLoop(start: Resource | null | undefined): void {
  let slow = start;
  let steps = 0;
  for (let at = start; at !== null && at !== undefined; at = at.parent) {
    if (at === slow && steps > 0)
      throw new ConfigurationError(
        `The parents of ${label(at)} lead back to it, and not to a root.`,
      );
    if (steps++ % 2 === 1) slow = slow?.parent;
  }
}

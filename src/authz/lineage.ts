import { isPromise } from '../base/maybe-promise.ts';
import { aclError } from './acl-error.ts';
import type { Acl, Resource } from './acl-types.ts';
import { label } from './label.ts';

/** From this many parents on the lineage is searched for a loop, each time it has doubled. */
const LOOP_CHECK_MIN = 64;

/**
 * What every object inherits. A value found here was not written on the resource: it is there
 * because something polluted the prototype, and it must not grant anything.
 */
const inherited: { readonly acl?: unknown; readonly parent?: unknown } = Object.prototype;

/** The ACL of one resource, or `null`; a function is called with the resource as `this`. */
export function aclOf(resource: Resource): Acl | null {
  const own = resource.acl;
  if (own === undefined || own === null || own === inherited.acl) return null;
  const acl: unknown = typeof own === 'function' ? own.call(resource as never) : own;
  if (Array.isArray(acl)) return acl as Acl;
  if (acl === null) return null;
  throw notUsable(`The acl of ${label(resource)}`, acl, 'not a list of ACEs');
}

/** The resource that a walk begins with, or `null`. */
export function startOf(resource: Resource | null | undefined): Resource | null {
  if (resource === undefined || resource === null) return null;
  if (isResource(resource)) return resource;
  throw notUsable('The resource', resource, NOT_LOADED);
}

/** The parent of a resource, or `null`. */
export function parentOf(resource: Resource): Resource | null {
  const { parent } = resource;
  if (parent === undefined || parent === null || parent === inherited.parent) return null;
  if (isResource(parent) && parent !== resource) return parent;
  throw notUsable(
    `The parent of ${label(resource)}`,
    parent,
    parent === resource ? 'itself: a root has no parent' : NOT_LOADED,
  );
}

const NOT_LOADED = 'an id or another plain value: load the resource first';

function isResource(value: Resource): boolean {
  return (typeof value === 'object' || typeof value === 'function') && !isPromise(value);
}

function notUsable(subject: string, value: unknown, what: string): Error {
  return aclError(`${subject} is ${isPromise(value) ? 'a promise: await it first' : what}.`);
}

/**
 * Refuses a lineage whose parents never end. It searches only when the depth has doubled, so that a
 * walk of n parents costs O(n).
 *
 * @param depth - how many parents were passed
 */
export function refuseLoop(start: Resource | null, depth: number): void {
  if (depth >= LOOP_CHECK_MIN && (depth & (depth - 1)) === 0) findLoop(start);
}

/** A second walker at half the pace is met again only in a loop (Floyd). */
function findLoop(start: Resource | null): void {
  let slow = start;
  let steps = 0;
  for (let at = start; at !== null; at = parentOf(at)) {
    if (at === slow && steps > 0)
      throw aclError(`The parents of ${label(at)} lead back to it: a lineage must end at a root.`);
    if (steps++ % 2 === 1 && slow !== null) slow = parentOf(slow);
  }
}

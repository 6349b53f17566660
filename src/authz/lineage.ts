import { ignoreRejection, isPromise } from '../base/maybe-promise.ts';
import { aclError } from './acl-error.ts';
import type { Acl, Resource } from './acl-types.ts';
import { label } from './label.ts';

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
  if (isObject(resource)) return resource;
  throw notUsable('The resource', resource, NOT_LOADED);
}

/** The parent of a resource, or `null`. */
export function parentOf(resource: Resource): Resource | null {
  const { parent } = resource;
  if (parent === undefined || parent === null || parent === inherited.parent) return null;
  if (isObject(parent) && parent !== resource) return parent;
  throw notUsable(
    `The parent of ${label(resource)}`,
    parent,
    parent === resource ? 'itself: a root has no parent' : NOT_LOADED,
  );
}

const NOT_LOADED =
  'an id, a function without an acl or another plain value: load the resource first';

/** A class may be a resource. Another function is one that finds a resource and was not called. */
function isObject(value: Resource): boolean {
  if (typeof value !== 'function') return typeof value === 'object';
  const { acl, parent } = value as Resource;
  return acl !== undefined || parent !== undefined;
}

/**
 * Refuses a promise in the place of a resource. A promise has neither an ACL nor a parent: only the
 * end of a lineage has to be asked, and the parent of a resource that decides.
 *
 * @param child - whose parent it is; `null` for the resource that was asked about
 */
export function refusePromise(resource: Resource, child: Resource | null): void {
  if (isPromise(resource))
    throw notUsable(
      child === null ? 'The resource' : `The parent of ${label(child)}`,
      resource,
      '',
    );
}

function notUsable(subject: string, value: unknown, what: string): Error {
  ignoreRejection(value);
  return aclError(`${subject} is ${isPromise(value) ? 'a promise: await it first' : what}.`);
}

/**
 * Refuses parents that lead back to a resource: they would never end. Called for each resource of a
 * walk, it compares with one resource, which it replaces whenever the depth has doubled (Brent).
 *
 * @param depth - how many parents were passed
 * @param mark - what the call before returned; `null` for the first
 * @returns the resource to compare the next one with
 */
export function refuseLoop(at: Resource, depth: number, mark: Resource | null): Resource | null {
  if (at === mark)
    throw aclError(`The parents of ${label(at)} lead back to it: a lineage must end at a root.`);
  return (depth & (depth - 1)) === 0 ? at : mark;
}

/**
 * Returns a resource and its parents, leaf first.
 *
 * @throws ConfigurationError for a resource or a parent that cannot be one
 */
export function lineageOf(resource: Resource | null | undefined): Resource[] {
  const lineage: Resource[] = [];
  let mark: Resource | null = null;
  for (let at = startOf(resource); at !== null; at = parentOf(at)) {
    mark = refuseLoop(at, lineage.length, mark);
    refusePromise(at, lineage.at(-1) ?? null);
    lineage.push(at);
  }
  return lineage;
}

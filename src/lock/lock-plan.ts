import type { Principal, Resource } from '../authz/acl-types.ts';
import type { Personas } from './personas.ts';

/**
 * The principals of a kind of user, without Everyone and Authenticated; an empty list is an
 * anonymous user. A function gets the sample of the route, and returns null if there is no such
 * user for it.
 */
export type Persona<S = Resource> =
  | readonly Principal[]
  | ReadonlySet<Principal>
  | ((sample: S) => readonly Principal[] | ReadonlySet<Principal> | null);

/** A sample, or for a route whose guards have several functions a list with one for each. */
export type Sample<S = Resource> = S | readonly S[];

/** What a lock file asks an application. */
export interface LockOptions<S extends Resource = Resource> {
  /** The kinds of users by name. `anonymous` is added if no other one is anonymous. */
  readonly as: Readonly<Record<string, Persona<S>>>;
  /**
   * What the functions of guards would find: a resource by the path of the route,
   * `'/reports/:id'`, or by its method and path, `'PUT /reports/:id'`.
   */
  readonly samples?: Readonly<Record<string, Sample<S>>> | undefined;
  /** What the `root` of the security would find, if it is a function. */
  readonly root?: Resource | undefined;
  /** The routes that have no guard on purpose, by method and path: `['GET /docs']`. */
  readonly unguarded?: readonly string[] | undefined;
}

/** What `lock` returns. */
export interface LockPlan {
  /** The application, a promise of it, or a function that makes it. */
  readonly app: unknown;
  /** Whose root is asked for routes whose security the framework does not tell. */
  readonly security: object | null;
  readonly personas: Personas;
  readonly samples: ReadonlyMap<string, readonly Resource[]>;
  readonly root: Resource | null;
  readonly unguarded: readonly string[];
}

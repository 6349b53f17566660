/**
 * What kind of difference it is.
 *
 * - `unguarded`: no guard stands before a route, whether it is new or not
 * - `gained`, `lost`: a persona passes a route now, or no longer
 * - `guard_changed`: the guards of a route ask for something else
 * - `route_added`, `route_removed`
 * - `persona_added`, `persona_removed`, `persona_changed`: the plan asks about other users
 * - `line_changed`: the answer is the same, and another line decides; or it is asked no longer
 */
export type LockChangeKind =
  | 'unguarded'
  | 'gained'
  | 'lost'
  | 'guard_changed'
  | 'route_added'
  | 'route_removed'
  | 'persona_added'
  | 'persona_removed'
  | 'persona_changed'
  | 'line_changed';

/** A difference between a lock file and the application. */
export interface LockChange {
  readonly kind: LockChangeKind;
  /** The routes that it is about; none for a persona. */
  readonly routes: readonly string[];
  /** The personas that it is about; none for a route. */
  readonly personas: readonly string[];
  /** One sentence for a reviewer. */
  readonly reason: string;
}

/** Makes a difference. */
export function changeOf(
  kind: LockChangeKind,
  routes: readonly string[],
  personas: readonly string[],
  reason: string,
): LockChange {
  return Object.freeze({ kind, routes, personas, reason });
}

/** Writes a list of names for a sentence: `a, b and c`. */
export function namesOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

import type { Rule } from '../../security/guard.ts';

/** A rule, whatever the arguments of its resource function. */
export interface AnyRule extends Omit<Rule<[]>, 'resource'> {
  readonly resource: object | undefined;
  /** Whether it is the default permission of `authenticate`, and no guard of the route. */
  readonly isDefault?: boolean;
}

/** Global, so that the guards of two copies of this package are seen by each of them. */
const RULES: symbol = Symbol.for('pyramidion.rules');

/**
 * Writes rules on a guard, so that a table of routes which holds the guard tells who may pass.
 * Rules that it has already stay before the new ones.
 *
 * @returns the guard
 */
export function markRules<T>(guard: T, rules: readonly AnyRule[]): T {
  if (!isMarkable(guard) || rules.length === 0) return guard;
  const value = Object.freeze([...rulesOn(guard), ...rules]);
  return Object.defineProperty(guard, RULES, { value, configurable: true });
}

/** Returns the rules that are written on a guard, or on a handler behind guards; often none. */
export function rulesOn(guard: unknown): readonly AnyRule[] {
  if (!isMarkable(guard) || !Object.hasOwn(guard, RULES)) return [];
  return (guard as unknown as Record<symbol, readonly AnyRule[]>)[RULES] ?? [];
}

function isMarkable(guard: unknown): guard is object {
  return typeof guard === 'function' || (typeof guard === 'object' && guard !== null);
}

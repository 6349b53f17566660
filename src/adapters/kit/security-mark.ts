import { ownMember } from '../../base/own-members.ts';
import type { DefaultPermission } from '../../security/default-permission.ts';
import type { AnyRule } from './rule-mark.ts';

/** What an `authenticate` is made with. */
interface Authenticates {
  readonly security: object;
  /** What is asked before a route without a rule: the default permission. */
  readonly defaults: readonly AnyRule[];
}

/** Global, so that an `authenticate` of one copy of this package is seen by another. */
const AUTHENTICATES: symbol = Symbol.for('pyramidion.authenticates');

/**
 * Writes on what `authenticate` returned which security it asks, for lists of routes.
 *
 * @param options - those of `authenticate`
 */
export function markSecurity<T extends object>(
  handler: T,
  security: object,
  options: object = {},
): T {
  const permission = ownMember(options as DefaultPermission<string>, 'defaultPermission');
  const defaults = permission === undefined ? [] : [defaultRule(permission)];
  const value: Authenticates = { security, defaults };
  return Object.defineProperty(handler, AUTHENTICATES, { value, configurable: true });
}

/** Returns the rule of a default permission. */
export function defaultRule(permission: string): AnyRule {
  return { permission, resource: undefined, required: false, freshness: null, isDefault: true };
}

/** Returns the security that such a handler asks; null if it is another handler. */
export function securityOn(handler: unknown): object | null {
  return markOn(handler)?.security ?? null;
}

/** Returns the security of the last such handler: its auth context is the one that guards ask. */
export function lastSecurity(handlers: readonly unknown[]): object | null {
  return handlers.map(securityOn).findLast((security) => security !== null) ?? null;
}

/** Returns the rules of a route; of one that has none those that its `authenticate` asks then. */
export function orDefaults(
  rules: readonly AnyRule[],
  handlers: readonly unknown[],
): readonly AnyRule[] {
  if (rules.length > 0) return rules;
  return handlers.flatMap((handler) => markOn(handler)?.defaults ?? []);
}

function markOn(handler: unknown): Authenticates | undefined {
  const isMarkable =
    typeof handler === 'function' || (typeof handler === 'object' && handler !== null);
  if (!isMarkable || !Object.hasOwn(handler, AUTHENTICATES)) return undefined;
  return (handler as Record<symbol, Authenticates>)[AUTHENTICATES];
}

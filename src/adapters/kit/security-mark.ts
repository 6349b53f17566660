/** Global, so that an `authenticate` of one copy of this package is seen by another. */
const AUTHENTICATES: symbol = Symbol.for('pyramidion.authenticates');

/** Writes on what `authenticate` returned which security it asks, for lists of routes. */
export function markSecurity<T extends object>(handler: T, security: object): T {
  return Object.defineProperty(handler, AUTHENTICATES, { value: security, configurable: true });
}

/** Returns the security that such a handler asks; null if it is another handler. */
export function securityOn(handler: unknown): object | null {
  const isMarkable =
    typeof handler === 'function' || (typeof handler === 'object' && handler !== null);
  if (!isMarkable || !Object.hasOwn(handler, AUTHENTICATES)) return null;
  return (handler as Record<symbol, object>)[AUTHENTICATES] ?? null;
}

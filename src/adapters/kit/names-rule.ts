import { isPlain } from './route-walk.ts';
import { rulesOn } from './rule-mark.ts';

/**
 * Whether a rule stands before the handler that answers, of those that one route runs in order.
 * That is the first which cannot go on to the next, or else the last that is no guard. A route of
 * guards alone needs no rule.
 *
 * @param isLast - whether a handler cannot go on to the next
 */
export function namesRule(
  handlers: readonly unknown[],
  isLast: (handler: unknown) => boolean,
): boolean {
  const certain = handlers.findIndex((handler) => isPlain(handler) && isLast(handler));
  const end = certain === -1 ? handlers.findLastIndex(isPlain) : certain;
  return end === -1 || handlers.slice(0, end).some((handler) => rulesOn(handler).length > 0);
}

import { setupIncomplete } from '../../security/internals.ts';
import { namesRule } from '../kit/names-rule.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { KoaContext } from './types.ts';

/** What is read of a layer of `@koa/router`; without methods it is a middleware of the router. */
interface Layer {
  readonly methods: readonly string[];
  readonly stack: readonly unknown[];
}

/** What `@koa/router` writes on a context before it runs the first handler. */
interface Routed {
  readonly matched?: readonly Layer[];
  readonly router?: { readonly stack?: readonly Layer[]; readonly exclusive?: boolean };
}

const isLast = (handler: unknown): boolean => (handler as Function).length < 2;

/**
 * Whether a router is about to run a route that no rule stands before.
 *
 * @throws ConfigurationError if the version of the router does not tell
 */
export function reachesOpenRoute(context: KoaContext): boolean {
  const { matched, router } = context as unknown as Routed;
  const stack = router?.stack;
  if (!Array.isArray(matched) || !Array.isArray(stack))
    throw setupIncomplete(
      'defaultPermission of authenticate does not know this router: use @koa/router, or router.use(permit("view")).',
    );
  let isRuled = false;
  for (const { methods, stack: handlers } of matched as readonly Layer[]) {
    const isOwn = stack.some((layer: Layer) => layer.stack === handlers);
    const isRoute = methods.length > 0;
    if (!isOwn || (isRoute && !methods.includes(context.method))) continue;
    if (isRoute && !isRuled && !namesRule(handlers, isLast)) return true;
    // A router with the option `exclusive` runs one layer alone.
    isRuled ||= router?.exclusive !== true && handlers.some((one) => rulesOn(one).length > 0);
  }
  return false;
}

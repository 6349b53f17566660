import type { DefaultAccess } from '../kit/default-access.ts';
import type { AuthContext } from '../kit/kit.ts';
import { markRules } from '../kit/rule-mark.ts';
import { defaultRule } from '../kit/security-mark.ts';

type Hook = (context: { readonly request: Request }) => void;

let made = 0;

/**
 * Makes the hook that asks the default permission before the handler of a route. Guards are hooks
 * of `transform`, which have run by then and have noted that they let the request pass.
 *
 * @param authOf - returns the context of the security that has this default
 */
export function defaultGuard(
  access: DefaultAccess,
  authOf: (request: Request) => AuthContext | undefined,
): Hook {
  const hook: Hook = ({ request }) => {
    const refusal = access.refusal(authOf(request));
    if (refusal !== null) throw refusal;
  };
  // Elysia reads the text of a hook, and may take two of the same text for one.
  const text = `({ request }) => { ask(request, ${++made}) }`;
  Object.defineProperty(hook, 'toString', { value: () => text });
  return markRules(hook, [defaultRule(access.permission)]);
}

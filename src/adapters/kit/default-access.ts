import type { AuthContext } from '../../security/auth-context.ts';
import type { DefaultPermission } from '../../security/default-permission.ts';
import { DefaultAccess, readDefaultPermission } from '../../security/default-permission.ts';
import { wiringOf } from '../../security/internals.ts';
import type { Authenticator } from './ask.ts';
import type { Framework } from './framework.ts';
import { answerRefusal } from './framework.ts';
import { rulesOn } from './rule-mark.ts';

export { DefaultAccess };
export type { DefaultPermission };

/** What is to be asked before a route without a rule. */
export interface DefaultAsked {
  readonly auth: AuthContext;
  readonly access: DefaultAccess;
}

/**
 * Returns the option `defaultPermission` of `authenticate` for an adapter that knows the route of a
 * request before its handler runs; null without the option. Pass it to `createAsk`, too.
 *
 * @throws ConfigurationError if it is no name, or the security does not know it or has no root
 * @example
 * const access = defaultAccess(security, options);
 * const ask = createAsk(security, options, access);
 * const isOpen = route.handlers.every((handler) => rulesOn(handler).length === 0);
 * const answer =
 *   access === null || !isOpen ? null : askDefault(framework, access, auth, [context]);
 */
export function defaultAccess(
  security: Authenticator,
  options: DefaultPermission<string>,
): DefaultAccess | null {
  return readDefaultPermission(options, wiringOf(security));
}

/**
 * Answers the refusal of a default permission as the security does that refuses; returns null if
 * the request may go on.
 *
 * @param auth - the context of that security; a later one may have another on the request
 */
export function askDefault<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer>,
  access: DefaultAccess,
  auth: unknown,
  args: Args,
): Answer | Promise<Answer> | null {
  const refusal = access.refusal(auth);
  if (refusal === null) return null;
  return answerRefusal({ ...framework, auth: (..._args: Args) => auth }, refusal, args);
}

/** Puts the default permission before a handler that no guard stands before. */
export function guardByDefault<H>(
  access: DefaultAccess | null,
  handler: H,
  permit: (permission: string) => (handler: H) => H,
): H {
  return access === null || rulesOn(handler).length > 0
    ? handler
    : permit(access.permission)(handler);
}

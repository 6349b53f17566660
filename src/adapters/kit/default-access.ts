import type { DefaultPermission } from '../../security/default-permission.ts';
import { DefaultAccess, readDefaultPermission } from '../../security/default-permission.ts';
import { wiringOf } from '../../security/internals.ts';
import type { Authenticator } from './ask.ts';

export { DefaultAccess };
export type { DefaultPermission };

/**
 * Returns the option `defaultPermission` of `authenticate` for an adapter that knows the route of a
 * request before its handler runs; null without the option. Pass it to `createAsk`, too.
 *
 * @throws ConfigurationError if it is no name, or the security does not know it or has no root
 * @example
 * const access = defaultAccess(security, options);
 * const ask = createAsk(security, options, access);
 * const guard = (auth: AuthContext, route: Route) =>
 *   route.handlers.some((handler) => rulesOn(handler).length > 0)
 *     ? null
 *     : (access?.refusal(auth) ?? null);
 */
export function defaultAccess(
  security: Authenticator,
  options: DefaultPermission<string>,
): DefaultAccess | null {
  return readDefaultPermission(options, wiringOf(security));
}

import { ConfigurationError } from '../options/configuration-error.ts';
import { CONTEXT_BRAND } from './request-auth.ts';
import type { RequestAuth } from './request-auth.ts';
import type { Wiring } from './wiring.ts';

/** The name under which a security keeps its wiring: the same in every copy of this package. */
export const WIRING: symbol = Symbol.for('pyramidion.Security');

/**
 * Returns the wiring of a security, for adapters, tests and tools of this package.
 *
 * @throws ConfigurationError if the value is not a security
 */
export function wiringOf(security: unknown): Wiring {
  if (typeof security === 'object' && security !== null && WIRING in security)
    return (security as Record<symbol, Wiring>)[WIRING] as Wiring;
  throw setupIncomplete(
    'authenticate takes what createSecurity returned: pass that object, not a promise or a copy of it. If authenticate was passed itself, call it: authenticate(security).',
  );
}

/** An error of an entry point that lacks something of the application. */
export function setupIncomplete(message: string): ConfigurationError {
  return new ConfigurationError(message, 'setup_incomplete');
}

/** Whether a value is an auth context of this package, also one of another copy of it. */
export function isAuthContext(value: unknown): value is RequestAuth {
  return typeof value === 'object' && value !== null && CONTEXT_BRAND in value;
}

/**
 * Returns the auth context that `authenticate` put on a request.
 *
 * @throws ConfigurationError if there is none, or something else wrote in its place
 */
export function contextOf(value: unknown): RequestAuth {
  if (isAuthContext(value)) return value;
  throw new ConfigurationError(
    value === undefined || value === null
      ? 'This request has no auth context: put authenticate(security) before the guards and handlers that need it.'
      : 'The auth context of this request was replaced by something else: another library writes to the same property after authenticate(security). Put that one before it, or rename its property.',
    'setup_incomplete',
  );
}

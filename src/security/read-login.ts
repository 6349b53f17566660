import { isLocalPath } from '../http/local-path.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/**
 * Returns the option `login` of `authenticate`; null without it.
 *
 * @param place - what took the option
 * @throws ConfigurationError if it is no path of this server
 */
export function readLogin(
  { login }: { readonly login?: string | undefined },
  place = 'authenticate',
): string | null {
  if (login === undefined) return null;
  if (isLocalPath(login) && !login.includes('#')) return login;
  throw new ConfigurationError(
    `login of ${place} must be the path of a page of this server: '/login'.`,
  );
}

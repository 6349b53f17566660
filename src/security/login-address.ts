import type { AuthError } from '../base/errors.ts';
import { loginLocation } from '../http/login-location.ts';
import type { Attempt } from './attempt.ts';

/**
 * Returns where a browser is sent in place of an error; null for nowhere.
 *
 * @param loginPage - the path of the login page
 */
export function locationOf(
  { status }: AuthError,
  attempt: Attempt,
  loginPage: string,
): string | null {
  return status === 401 ? loginLocation(attempt.view, loginPage, addressToReturnTo(attempt)) : null;
}

/** Returns the address that was asked for, without a token in it: the login page gets it. */
export function addressToReturnTo({ view, wiring }: Attempt): string {
  return wiring.addresses === null ? view.url : wiring.addresses.without(view.url);
}

import type { CookiePolicy } from '../authn/cookie.ts';
import type { CookieSettings } from '../authn/cookie-options.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';

/**
 * Returns the settings of each cookie policy. A policy that the application wrote itself has none
 * that can be read.
 */
export function cookieSettingsOf(
  policies: readonly AuthenticationPolicy[],
): readonly CookieSettings[] {
  return policies.flatMap((policy) =>
    policy.kind === 'cookie' && 'settings' in policy ? [(policy as CookiePolicy).settings] : [],
  );
}

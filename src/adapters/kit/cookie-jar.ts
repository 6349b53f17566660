import type { CookieParts } from '../../http/cookie-parts.ts';
import { cookieParts } from '../../http/cookie-parts.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { contextOf, setupIncomplete } from '../../security/internals.ts';

/** What sets the cookies of a response, where a framework has a function for it. */
export interface CookieJar {
  /** Sets a cookie in place of one with the same name. */
  set(cookie: CookieParts): unknown;
}

/**
 * Sets a cookie as soon as `remember` or `forget` changes it, for a framework without a response to
 * write headers on (the actions of Next). Such a jar has one cookie of a name. What it throws,
 * `remember` and `forget` throw.
 *
 * @returns a function that sets the cookie of a session that is to be renewed
 */
export function writeToJar(jar: CookieJar, auth: AuthContext): () => void {
  const context = contextOf(auth);
  const write = (): void => {
    for (const cookie of onePerName(context.cookies.map(cookieParts))) jar.set(cookie);
  };
  context.onCookies(write);
  return write;
}

/**
 * Returns the cookie of each name that counts: the one that is set, else the first that is cleared,
 * which has the place of the configuration.
 *
 * @throws ConfigurationError if one name is to be set in several domains
 */
function onePerName(cookies: readonly CookieParts[]): readonly CookieParts[] {
  const chosen = new Map<string, CookieParts>();
  for (const cookie of cookies) {
    const before = chosen.get(cookie.name);
    if (before === undefined || isCleared(before)) {
      if (before === undefined || !isCleared(cookie)) chosen.set(cookie.name, cookie);
    } else if (!isCleared(cookie))
      throw setupIncomplete(
        'An action can set a cookie in one domain: log in by a route handler, or pass domains: [one] to remember.',
      );
  }
  return [...chosen.values()];
}

function isCleared({ maxAge }: CookieParts): boolean {
  return maxAge === 0;
}

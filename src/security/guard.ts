import type { Resource } from '../authz/words.ts';
import { Public } from '../authz/words.ts';
import { ConfigurationError } from '../base/configuration-error.ts';
import { AuthError } from '../base/errors.ts';
import type { RequestView } from '../base/request-view.ts';
import type { AuthContext } from './auth-context.ts';
import { RequestAuth } from './request-auth.ts';

/** What an adapter asks of a security, whatever the types of its claims and permissions. */
export interface Authenticator {
  authenticate(view: RequestView): unknown;
}

/** A resource, or how to find it for a request; `null` or `undefined` from the function: there is none (404). */
export type ResourceOf<R> = Resource | ((request: R) => Resource | null | undefined | Promise<Resource | null | undefined>);

/**
 * Judges one request for a route's guard; every adapter asks here and decides nothing itself.
 *
 * @returns why the request is refused, or `null`; a 404 only once somebody is authenticated, so that nobody else learns what exists
 * @throws whatever the resource function throws, and ConfigurationError when no `authenticate` has run before
 */
export async function judgePermission<R>(
  auth: AuthContext | undefined,
  permission: string,
  resource: ResourceOf<R> | undefined,
  request: R,
): Promise<AuthError | null> {
  const asked = requestAuth(auth);
  if (permission === Public) return null;
  const found = typeof resource === 'function' ? await resource(request) : resource;
  return refusalOf(() => {
    if (typeof resource === 'function' && (found === null || found === undefined)) {
      asked.requireUser();
      throw new AuthError('resource_missing');
    }
    asked.require(permission, found);
  });
}

/** Judges a request for a route that only asks that somebody is authenticated. */
export function judgeUser(auth: AuthContext | undefined): AuthError | null {
  const asked = requestAuth(auth);
  return refusalOf(() => asked.requireUser());
}

function requestAuth(auth: unknown): RequestAuth {
  if (auth instanceof RequestAuth) return auth;
  throw new ConfigurationError('permit and required need authenticate(security) to run before them: put it above the routes.');
}

function refusalOf(ask: () => void): AuthError | null {
  try {
    ask();
    return null;
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

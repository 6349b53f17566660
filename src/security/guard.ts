import type { Resource } from '../authz/acl-types.ts';
import { Public } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { AuthError } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { RequestView } from '../http/request-view.ts';
import type { AuthContext } from './auth-context.ts';
import { RequestAuth } from './request-auth.ts';

/** What an adapter asks of a security, whatever the types of its claims and permissions. */
export interface Authenticator {
  authenticate(view: RequestView): unknown;
}

/** A resource, or how to find it for a request; `null` or `undefined` from the function: there is none (404). */
export type ResourceOf<R> =
  | Resource
  | ((request: R) => Resource | null | undefined | Promise<Resource | null | undefined>);

/** Why a request is refused, or `null`; a promise of it where the resource has to be waited for. */
export type Verdict = AuthError | null | Promise<AuthError | null>;

/**
 * Judges one request for a route's guard; every adapter asks here and decides nothing itself.
 *
 * @returns why the request is refused, or `null`; a 404 only once somebody is authenticated, so that nobody else learns what exists
 * @throws whatever the resource function throws, and ConfigurationError when no `authenticate` has run before
 */
export function judgePermission<R>(
  auth: AuthContext | undefined,
  permission: string,
  resource: ResourceOf<R> | undefined,
  request: R,
): Verdict {
  const asked = requestAuth(auth);
  if (permission === Public) return null;
  if (typeof resource !== 'function') return refusalOf(asked, permission, resource);
  const found = resource(request);
  if (!isPromise(found)) return judgeFound(asked, permission, found);
  return Promise.resolve(found).then((later) => judgeFound(asked, permission, later));
}

function judgeFound(
  asked: RequestAuth,
  permission: string,
  found: Resource | null | undefined,
): AuthError | null {
  if (found === null || found === undefined)
    return asked.userRefusal() ?? new AuthError('resource_missing');
  return refusalOf(asked, permission, found);
}

/** An AuthError that an ACL or the function of the root throws is an answer like ours. */
function refusalOf(
  asked: RequestAuth,
  permission: string,
  resource: Resource | null | undefined,
): AuthError | null {
  try {
    return asked.refusal(permission, resource);
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

/** Judges a request for a route that only asks that somebody is authenticated. */
export function judgeUser(auth: AuthContext | undefined): AuthError | null {
  return requestAuth(auth).userRefusal();
}

function requestAuth(auth: unknown): RequestAuth {
  if (auth instanceof RequestAuth) return auth;
  throw new ConfigurationError(
    'permit and required need authenticate(security) to run before them: put it above the routes.',
  );
}

/** The refusals of a request that was authenticated. Each is reported when it is made. */
import type { Resource } from '../authz/acl-types.ts';
import type { AuthErrorCode, Failure } from '../base/errors.ts';
import { AuthError } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Attempt } from './attempt.ts';
import type { FreshnessRule } from './freshness.ts';
import { whyNotFresh } from './freshness.ts';
import { lackingScope } from './lacking-scope.ts';
import { areNarrow, isWithin, limitedTo } from './limits.ts';
import { reported } from './report.ts';

/** Returns the refusal of an anonymous request, or null. */
export function userRefusal(attempt: Attempt, permission: string | null = null): AuthError | null {
  return attempt.userId === null
    ? refuse(attempt, attempt.failure ?? 'credentials_missing', permission)
    : null;
}

/** Returns the refusal of a request that is not permitted. */
export function denied(
  attempt: Attempt,
  permission: string,
  resource: Resource | null,
  why: string,
): AuthError {
  const { wiring, principals, limits } = attempt;
  const { scopes, refusals } = wiring;
  const scope =
    scopes.length === 0 || limits !== null
      ? null
      : lackingScope(scopes, resource, principals, permission);
  if (scope === null) return refuse(attempt, 'permission_denied', permission, why);
  return reported(attempt, refusals.lackingScope(scope, why), permission);
}

/**
 * Returns the refusal of a resource that does not exist: anonymous requests do not learn that.
 */
export function missing(attempt: Attempt, permission: string): AuthError {
  const refused = userRefusal(attempt) ?? limitsRefusal(attempt, permission);
  return refused ?? refuse(attempt, 'resource_missing');
}

/**
 * Returns the refusal of a limited token where no permission is asked for, or no resource is there
 * that it could be for, because nothing says that this is within the limits; else null.
 */
export function limitsRefusal(
  attempt: Attempt,
  permission: string | null = null,
): AuthError | null {
  const { limits } = attempt;
  if (limits === null || !areNarrow(limits)) return null;
  if (permission !== null && isWithin(limits, permission, null)) return null;
  const asked = permission === null ? 'no permission is asked for here' : 'no such resource exists';
  const why = `Denied: ${limitedTo(limits)}, and ${asked}, so that it may be outside of that.`;
  return refuse(attempt, 'permission_denied', permission, why);
}

/** Returns the refusal of a user whose login is not fresh enough, or null. */
export function freshnessRefusal(
  attempt: Attempt,
  rule: FreshnessRule,
  permission: string | null,
): AuthError | null {
  const refused = userRefusal(attempt, permission);
  if (refused !== null) return refused;
  const { clock, refusals } = attempt.wiring;
  const why = whyNotFresh(rule, attempt, clock() / 1000);
  return why === null
    ? null
    : reported(attempt, refusals.insufficient(rule.challenge, why), permission);
}

/** Returns the refusal of a page that has no rule. */
export function unguarded(attempt: Attempt, why: string): AuthError {
  return userRefusal(attempt) ?? refuse(attempt, 'permission_denied', null, why);
}

/** Returns the refusal of a limited token for a method whose result would be wider. */
export function tooWide(attempt: Attempt, method: string): AuthError {
  const why = `${method} was called in a request with a limited token, and what it makes would be wider: send a token without limits.`;
  return refuse(attempt, 'permission_denied', null, why);
}

/** Returns the refusal with this code, or for this failure of the credential. */
export function refuse(
  attempt: Attempt,
  refusal: AuthErrorCode | Failure,
  permission: string | null = null,
  why?: string,
): AuthError {
  return reported(attempt, attempt.wiring.refusals.error(refusal, why), permission);
}

/** Returns what the framework wants thrown in place of an AuthError. */
export function thrownFor(view: RequestView, error: unknown): unknown {
  return typeof view.thrown !== 'function' || !AuthError.isAuthError(error)
    ? error
    : view.thrown(error);
}

import type { AuthContext, AuthenticatedContext } from '../../security/auth-context.ts';
import { authenticatedOf } from '../../security/guard.ts';
import { contextOf } from '../../security/internals.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../../security/register.ts';

/**
 * Returns the auth context that an adapter put on a request, for `authOf`.
 *
 * @throws ConfigurationError if there is none, or something else wrote in its place
 */
export function authIn<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(value: unknown): AuthContext<C, P, I> {
  return contextOf(value) as unknown as AuthContext<C, P, I>;
}

/**
 * Returns the auth context of an authenticated request, for `userOf`.
 *
 * @throws AuthError `credentials_missing` or the code of `failure` if it is anonymous
 * @throws ConfigurationError as `authIn` does
 */
export function userIn<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(value: unknown): AuthenticatedContext<C, P, I> {
  return authenticatedOf(value) as unknown as AuthenticatedContext<C, P, I>;
}

/** The function by which an entry point returns the auth context of a request. */
export interface AuthOf<R> {
  /**
   * Returns the auth context of a request. Type arguments are for an application with two
   * securities.
   *
   * @throws ConfigurationError without `authenticate`
   */
  <C = RegisteredClaims, P extends string = RegisteredPermission, I = RegisteredClaimsInput>(
    request: R,
  ): AuthContext<C, P, I>;
}

/** The function by which an entry point returns the auth context of an authenticated request. */
export interface UserOf<R> {
  /**
   * Returns the auth context of an authenticated request.
   *
   * @throws AuthError 401 if the request is anonymous
   * @throws ConfigurationError without `authenticate`
   */
  <C = RegisteredClaims, P extends string = RegisteredPermission, I = RegisteredClaimsInput>(
    request: R,
  ): AuthenticatedContext<C, P, I>;
}

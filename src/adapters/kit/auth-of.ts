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

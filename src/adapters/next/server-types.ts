import type { AuthError } from '../../base/errors.ts';
import type { Asked } from '../../security/auth-context.ts';
import type { Freshness } from '../../security/freshness.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../../security/register.ts';
import type { AuthContext, AuthenticatedContext, CookieJar } from '../kit/kit.ts';
import type { NextHeaders } from './server-view.ts';

/** What Next says of the cookies of a request, and by which an action sets them. */
export interface NextCookies extends CookieJar {
  getAll(): readonly { readonly name: string; readonly value: string }[];
}

/** The functions of Next that pages and actions need: the library loads no part of Next. */
export interface NextFunctions {
  /** From `next/headers`. */
  readonly headers: () => Promise<NextHeaders>;
  /** From `next/headers`. */
  readonly cookies: () => Promise<NextCookies>;
  /** From `next/navigation`; needed for `login`. */
  readonly redirect?: ((url: string) => never) | undefined;
}

/** What `serverAuth` takes beside the functions of Next. */
export interface ServerAuthOptions extends NextFunctions {
  /**
   * The path of the login page, to which `required` and `permit` redirect a user who is to log in.
   */
  readonly login?: string | undefined;
  /**
   * Called with each refusal that is no redirect to the login page, to call `notFound()` or
   * `forbidden()` of Next. The AuthError is thrown if it returns.
   */
  readonly onRefused?: ((error: AuthError) => unknown) | undefined;
}

/** What is asked for: a permission, by default on the root; and how fresh the login has to be. */
export type ServerQuestion<P extends string> = readonly [
  permission: P,
  ...rest:
    | readonly [resource?: Asked<P>]
    | readonly [freshness: Freshness]
    | readonly [resource: Asked<P>, freshness: Freshness],
];

/** What components and actions ask for the user. */
export interface ServerAuth<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
> {
  /**
   * Returns the auth context of the request. A request is verified once, however many components
   * ask. In an action `remember` and `forget` set the cookie at once.
   */
  session(): Promise<AuthContext<C, P, I>>;
  /**
   * Returns the auth context of an authenticated user; with a permission, of one whom the ACL
   * permits. Anyone else is refused, or redirected to the login page.
   *
   * @throws AuthError as `auth.require` does
   */
  required(...question: ServerQuestion<P> | readonly []): Promise<AuthenticatedContext<C, P, I>>;
  /**
   * Returns the auth context if the ACL permits; the user may be anonymous. A resource that is null
   * or undefined does not exist.
   *
   * @throws AuthError as `auth.require` does
   */
  permit(...question: ServerQuestion<P>): Promise<AuthContext<C, P, I>>;
}

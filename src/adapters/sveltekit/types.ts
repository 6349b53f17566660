import type { AuthContext, AuthenticatedContext } from '../kit/kit.ts';
import type { RegisteredClaims, RegisteredClaimsInput } from '../../security/register.ts';
import type { RegisteredPermission } from '../../security/register.ts';

/** What is read of a `RequestEvent`, a `ServerLoadEvent` and the event of an action. */
export interface SvelteKitEvent {
  readonly request: Request;
  readonly url: URL;
  readonly params: Readonly<Partial<Record<string, string>>>;
  readonly route: { readonly id: string | null };
  readonly locals: object;
  readonly cookies: SvelteKitCookies;
  /** Whether the router in the browser asks for the data of a page. */
  readonly isDataRequest: boolean;
  /** Whether the browser calls a remote function. */
  readonly isRemoteRequest: boolean;
}

/** What is read of `event.cookies`. */
export interface SvelteKitCookies {
  parse(line: string): { readonly name: string; readonly value?: string | undefined };
  set(
    name: string,
    value: string,
    options: { path: string; encode?: (value: string) => string },
  ): void;
}

/** The arguments of resource functions and `onRefused`. */
export type SvelteKitArgs = [event: SvelteKitEvent];

/** What `authenticate` returns: the `handle` of `hooks.server.ts`, alone or in a `sequence`. */
export type SvelteKitHandle = <E extends SvelteKitEvent>(input: {
  readonly event: E;
  readonly resolve: (event: E) => Response | Promise<Response>;
}) => Promise<Response>;

/** Stands before a `load` function, a form action or a handler of `+server.ts`. */
export type SvelteKitGuard = <E extends SvelteKitEvent, R>(
  handler: (event: E) => R,
) => (event: E) => Promise<Awaited<R>>;

/** An event behind `required`. */
export interface WithUser<
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
> {
  readonly locals: { readonly auth: AuthenticatedContext<C, P, I> };
}

/** Stands before a function whose user is known. */
export type SvelteKitUserGuard = <
  E extends SvelteKitEvent,
  R,
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(
  handler: (event: E & WithUser<C, P, I>) => R,
) => (event: E) => Promise<Awaited<R>>;

/** What SvelteKit hands to the hook `handleError`. */
export interface CaughtError {
  readonly kind: string;
  readonly error: unknown;
  readonly event: SvelteKitEvent;
}

/** What `authenticate` puts into `event.locals`. */
export interface AuthLocals {
  auth?: AuthContext;
}

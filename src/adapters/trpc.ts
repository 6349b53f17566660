import type { AnyTRPCRouter } from '@trpc/server';
import { AuthError } from '../base/errors.ts';
import { isAuthContext } from '../security/internals.ts';
import { refuseOption } from '../security/refuse-option.ts';
import { defaultAccess } from './kit/default-access.ts';
import type { DefaultPermission } from './kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Permit, RequireUser } from './kit/kit.ts';
import type { ReplyHeader, Security, UserOf } from './kit/kit.ts';
import { authIn, createAsk, mergeInto, userIn } from './kit/kit.ts';
import type { Route } from './kit/routes.ts';
import { routeList } from './kit/routes.ts';
import { markSecurity } from './kit/security-mark.ts';
import { made, reachesOpenCall, refuseUnenforced } from './trpc/calls.ts';
import { sendable, trpcErrorOf } from './trpc/errors.ts';
import { closeAtEnd, isStreamed, tokenOf, viewOf } from './trpc/request.ts';
import { findRoutes } from './trpc/routes.ts';
import type { TrpcArgs, TrpcContext, TrpcGuard, TrpcOptions, TrpcUserGuard } from './trpc/types.ts';

export { byMeta } from './trpc/calls.ts';
export type * from './trpc/types.ts';
export type { DefaultPermission } from './kit/default-access.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';
export type { Route, RouteRule } from './kit/routes.ts';

/**
 * Returns `createContext` and `responseMeta` for an adapter of tRPC, which authenticate each
 * request and write the cookies and challenges of its response. Pass both: `createContext` alone
 * writes nothing. Log in and out by `httpLink` or `httpBatchLink`: a streamed batch has sent its
 * headers before its calls run, so that `remember` and `forget` throw there.
 *
 * A WebSocket is authenticated once, by the `connectionParams: { token }` of its client or by its
 * handshake. It is closed with 4401 when the token expires or is revoked.
 *
 * @param options - `onRefused` returns the error that is thrown in place of a refusal
 * @throws ConfigurationError if the value is not a security
 * @example
 * createHTTPServer({ router, ...authenticate(security) });
 * @example
 * const t = initTRPC.context<TrpcContext>().create();
 * const mine = t.procedure.use(required()).query(({ ctx }) => ctx.auth.userId);
 */
export function authenticate<C, P extends string, I>(
  security: Security<C, P, I>,
  options: Omit<AuthenticateOptions<TrpcArgs, unknown>, 'passPreflight'> &
    DefaultPermission<NoInfer<P>> = {},
): TrpcOptions<AuthContext<C, P, I>> {
  refuseOption(
    options,
    'passPreflight',
    'pyramidion/trpc, whose calls are never OPTIONS: put CORS before the adapter of tRPC.',
  );
  const access = defaultAccess(security, options);
  const ask = createAsk(security, options, access);
  const early = new WeakMap<object, readonly ReplyHeader[]>();
  const trpc: TrpcOptions<AuthContext<C, P, I>> = {
    async createContext(request) {
      try {
        refuseUnenforced(request);
        const view = viewOf(request);
        const token = tokenOf(request);
        const before =
          token === null
            ? (request.req as { auth?: unknown }).auth
            : await security.authenticateToken(token, view);
        const auth = await ask(view, before, (context) => context);
        const refusal = access !== null && reachesOpenCall(request) ? access.check(auth) : null;
        if (refusal !== null) throw trpcErrorOf(refusal);
        if (isStreamed(request)) early.set(auth, auth.take(200));
        closeAtEnd(request, auth);
        return { auth } as unknown as TrpcContext<AuthContext<C, P, I>>;
      } catch (error) {
        throw sendable(error);
      }
    },
    responseMeta({ ctx, errors }) {
      const headers = new Headers();
      const refusal = errors
        .map(({ cause }) => cause)
        .find((cause) => AuthError.isAuthError(cause));
      for (const [name, value] of Object.entries(refusal?.headers ?? {})) headers.set(name, value);
      const { auth } = (ctx ?? {}) as { auth?: unknown };
      if (!isAuthContext(auth)) return { headers };
      // A batch is answered by 207. If a call failed, it may be the one that had logged in.
      const status = errors.length === 0 ? 200 : (refusal?.status ?? 500);
      mergeInto(headers, early.get(auth) ?? auth.take(status));
      return { headers };
    },
  };
  // The function stays the same where an application spreads the two into the options of a server.
  markSecurity(trpc.createContext, security, options);
  return trpc;
}

/**
 * Lets calls through that the ACL permits: see {@link Permit}. It is a middleware:
 * `t.procedure.use(permit('view'))`. Put it behind `.input()` if its resource depends on that.
 */
export const permit: Permit<TrpcArgs, TrpcGuard, unknown> = made.permit;

/** Lets authenticated calls through, and with a permission those that the ACL permits. */
export const required: RequireUser<TrpcArgs, TrpcUserGuard, unknown> = made.required;

/** Returns the auth context of a call: see {@link AuthOf}. */
export const authOf: AuthOf<{ readonly auth: unknown }> = ({ auth }) => authIn(auth);

/** Returns the auth context of an authenticated call: see {@link UserOf}. */
export const userOf: UserOf<{ readonly auth: unknown }> = ({ auth }) => userIn(auth);

/**
 * Lists the procedures of a router with what their guards and their meta ask; the method is
 * `QUERY`, `MUTATION` or `SUBSCRIPTION`.
 *
 * @param app - a router, or `{ router, ...authenticate(security, options) }`, as a server gets it:
 *   then procedures without a rule have the default permission
 * @throws ConfigurationError for another value, and for a lazy router that was not loaded
 */
export const routesOf = (
  app: AnyTRPCRouter | { readonly router: AnyTRPCRouter; readonly createContext?: unknown },
): readonly Route[] => routeList(findRoutes(app));

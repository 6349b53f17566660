import type { AuthError } from '../../base/errors.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import type { RequestView } from '../../http/request-view.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { letPreflightPass, noteGuards } from '../../security/access-notes.ts';
import type { DefaultAccess } from '../../security/default-permission.ts';
import { contextOf, isAuthContext, wiringOf } from '../../security/internals.ts';
import { readFlag } from '../../security/read-flag.ts';
import { readLogin } from '../../security/read-login.ts';
import { readOnRefused } from '../../security/read-on-refused.ts';

const OPTIONS = ['onRefused', 'login', 'passPreflight'];

/** What an adapter needs of a security, whatever the types of its claims and permissions. */
export interface Authenticator {
  authenticate(view: RequestView): unknown;
}

/** Answers a refusal in place of the adapter; `args` are those of the framework's handler. */
export type OnRefused<Args extends readonly unknown[], Answer> = (
  error: AuthError,
  ...args: Args
) => Answer | Promise<Answer>;

/** What `authenticate` of every entry point takes beside the security. */
export interface AuthenticateOptions<Args extends readonly unknown[], Answer> {
  /** Answers every refusal of a request; a guard may have its own. */
  readonly onRefused?: OnRefused<Args, Answer> | undefined;
  /**
   * The path of the login page: `'/login'`. A browser that asks for a document and has to log in is
   * sent there (303), with the address that it asked for in the parameter `return_to`. Programs
   * still get the 401. Not asked where an `onRefused` answers.
   */
  readonly login?: string | undefined;
  /**
   * Whether a CORS preflight passes guards, so that a CORS middleware behind them answers it: a
   * request of `OPTIONS` with `Origin` and `Access-Control-Request-Method`, and without a
   * credential. A handler for all methods gets it, too. Default: false.
   */
  readonly passPreflight?: boolean | undefined;
}

/**
 * Finds out who sent a request and goes on: at once, or in a promise if something has to be waited
 * for.
 *
 * @param view - the request
 * @param before - what an earlier `authenticate` left on the request, or undefined
 * @param go - receives the auth context; its result is returned
 * @throws ConfigurationError if the security is closed, and what `go` throws
 */
export type Ask = <T>(
  view: RequestView,
  before: unknown,
  go: (auth: AuthContext) => T,
) => T | Promise<Awaited<T>>;

/**
 * Makes the function by which an adapter asks a security about each request. If the same security
 * has already authenticated a request its context is used again: nothing is verified, asked or
 * answered twice.
 *
 * An adapter for a server without an error handler of its own uses `createServe` instead.
 *
 * @param options - what `authenticate` of the adapter received
 * @param access - what `defaultAccess` returned, from an adapter that asks it before handlers run;
 *   without it, the option `defaultPermission` is an error
 * @throws ConfigurationError if the value is not a security, or for an option that is not known
 * @example
 * export function authenticate(security: Authenticator): Middleware {
 *   const ask = createAsk(security);
 *   return (ctx, next) =>
 *     ask(nodeView(ctx.req), ctx.state.auth, (auth) => {
 *       ctx.state.auth = auth;
 *       writeToNode(ctx.res, auth);
 *       return next();
 *     });
 * }
 */
export function createAsk<Args extends readonly unknown[], Answer>(
  security: Authenticator,
  options: AuthenticateOptions<Args, Answer> = {},
  access?: DefaultAccess | null,
): Ask {
  const wiring = wiringOf(security);
  const known = access === undefined ? OPTIONS : [...OPTIONS, 'defaultPermission'];
  const onRefused = readOnRefused(options, 'authenticate', known);
  const login = readLogin(options);
  const passPreflight = readFlag(options, 'passPreflight');
  const hasDefault = (access ?? null) !== null;
  const keep = (auth: AuthContext, before: unknown): AuthContext => {
    if (onRefused !== undefined) contextOf(auth).onRefused = onRefused as never;
    if (login !== null) contextOf(auth).loginPage = login;
    if (hasDefault || isAuthContext(before))
      noteGuards(contextOf(auth), isAuthContext(before) ? before : null, hasDefault);
    if (passPreflight) letPreflightPass(contextOf(auth));
    return auth;
  };
  return <T>(view: RequestView, before: unknown, go: (auth: AuthContext) => T) => {
    if (isAuthContext(before) && before.isOf(wiring))
      return go(keep(before as unknown as AuthContext, before));
    const found = security.authenticate(view) as AuthContext | Promise<AuthContext>;
    return isPromise(found)
      ? (found.then((auth) => go(keep(auth, before))) as Promise<Awaited<T>>)
      : go(keep(found, before));
  };
}

import type { AuthError } from '../../base/errors.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import type { RequestView } from '../../http/request-view.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { contextOf, isAuthContext, wiringOf } from '../../security/internals.ts';

/** What an adapter needs of a security, whatever the types of its claims and permissions. */
export interface Authenticator {
  authenticate(view: RequestView): unknown;
}

/** Answers a refusal in place of the adapter; `args` are those of the framework's handler. */
export type OnRefused<Args extends readonly unknown[], Answer> = (
  error: AuthError,
  ...args: Args
) => Answer;

/** What `authenticate` of every entry point takes beside the security. */
export interface AuthenticateOptions<Args extends readonly unknown[], Answer> {
  /** Answers every refusal of this request; a guard may have its own. */
  readonly onRefused?: OnRefused<Args, Answer> | undefined;
}

/**
 * Finds out who sent a request and goes on: at once, or in a promise if something has to be waited
 * for. If the same security has already authenticated the request, its context is used again: nothing
 * is verified, asked or answered twice.
 *
 * @param before - what an earlier `authenticate` left on the request, or undefined
 * @param go - receives the auth context
 * @throws ConfigurationError if the security is none, or closed
 */
export function ask<T>(
  security: Authenticator,
  view: RequestView,
  before: unknown,
  go: (auth: AuthContext) => T,
): T | Promise<Awaited<T>> {
  const wiring = wiringOf(security);
  if (isAuthContext(before) && before.isOf(wiring)) return go(before as unknown as AuthContext);
  const found = security.authenticate(view) as AuthContext | Promise<AuthContext>;
  return isPromise(found) ? (found.then(go) as Promise<Awaited<T>>) : go(found);
}

/** Keeps the `onRefused` of `authenticate` for the guards and handlers that follow. */
export function keepOnRefused<Args extends readonly unknown[], Answer>(
  auth: AuthContext,
  { onRefused }: AuthenticateOptions<Args, Answer>,
): void {
  if (onRefused !== undefined) contextOf(auth).onRefused = onRefused as never;
}

/** Returns the `onRefused` that was kept for a request, or null. */
export function keptOnRefused<Args extends readonly unknown[], Answer>(
  auth: unknown,
): OnRefused<Args, Answer> | null {
  return isAuthContext(auth) ? (auth.onRefused as OnRefused<Args, Answer> | null) : null;
}

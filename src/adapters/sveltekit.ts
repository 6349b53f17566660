import { AuthError } from '../base/errors.ts';
import type { AuthContext, AuthenticateOptions, AuthOf, Permit, RequireUser } from './kit/kit.ts';
import type { Authenticator, UserOf } from './kit/kit.ts';
import { authIn, createAsk, guards, publishedBy, publishedResponse, userIn } from './kit/kit.ts';
import { markRules, rulesOn, writeToResponse } from './kit/kit.ts';
import { answerWith, framework } from './sveltekit/answer.ts';
import type { AuthLocals, CaughtError, SvelteKitArgs, SvelteKitEvent } from './sveltekit/types.ts';
import type { SvelteKitGuard, SvelteKitHandle, SvelteKitUserGuard } from './sveltekit/types.ts';
import { viewOf, writeToEvent } from './sveltekit/event.ts';

export type * from './sveltekit/types.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';

/** The refusals that reached SvelteKit, by the auth context of the request. */
const refusals = new WeakMap<object, AuthError>();
const localsOf = ({ locals }: SvelteKitEvent): AuthLocals => locals;

/**
 * Finds out who sends each request. It is the `handle` of `hooks.server.ts`, beside the
 * `handleError` that {@link handleAuthErrors} returns. Pages and handlers get the auth context as
 * `event.locals.auth` or by `authOf(event)`.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * export const handle = authenticate(security, { login: '/login' });
 * export const handleError = handleAuthErrors();
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<SvelteKitArgs, Response> = {},
): SvelteKitHandle {
  const ask = createAsk(security, options);
  const respond = publishedBy(security);
  return async ({ event, resolve }) => {
    const view = viewOf(event);
    const published = respond === null ? null : respond(view);
    if (published !== null) return publishedResponse(published);
    const locals = localsOf(event);
    const before = locals.auth;
    return ask(view, before, async (auth) => {
      // Mounted twice: the outer one answers and writes.
      if (auth === before) return resolve(event);
      locals.auth = auth;
      return writeToResponse(await serve(event, auth, async () => resolve(event)), auth);
    });
  };
}

async function serve(
  event: SvelteKitEvent,
  auth: AuthContext,
  resolve: () => Promise<Response>,
): Promise<Response> {
  try {
    const response = await resolve();
    const refusal = refusals.get(auth);
    return refusal === undefined ? response : await answerWith(refusal, event, response);
  } catch (error) {
    // Only a later hook throws up to here.
    if (AuthError.isAuthError(error)) return answerWith(error, event);
    writeToEvent(event, auth, error);
    throw error;
  }
}

/**
 * Returns the hook `handleError` of `hooks.server.ts`, by which an AuthError that is thrown behind
 * `authenticate` has its own status instead of 500.
 *
 * @param other - answers all other errors; without it they are printed, as by SvelteKit
 * @example
 * export const handleError = handleAuthErrors(({ error }) => report(error));
 */
export function handleAuthErrors<I extends CaughtError, R = void>(
  other?: (input: I) => R,
): (input: I) => R | { status: number; message: string } | undefined {
  return (input) => {
    const { error, event, kind } = input;
    if (AuthError.isAuthError(error)) {
      const { auth } = localsOf(event);
      if (auth !== undefined) refusals.set(auth, error);
      return { status: error.status, message: error.message };
    }
    if (other !== undefined) return other(input);
    if (kind === 'unknown') console.error(error);
    return undefined;
  };
}

const made = guards<SvelteKitArgs, SvelteKitGuard, Response, SvelteKitUserGuard>(
  { ...framework, throws: true },
  (check) => (handler) => {
    const guarded = async (event: Parameters<typeof handler>[0]): Promise<never> =>
      check([event], () => handler(event) as never) as never;
    return markRules(guarded, [...rulesOn(check), ...rulesOn(handler)]);
  },
);

/**
 * Lets requests through that the ACL permits. It stands before a `load` function, an action or a
 * handler: `export const load = permit('read')(async (event) => …)`.
 */
export const permit: Permit<SvelteKitArgs, SvelteKitGuard, Response> = made.permit;

/** Lets authenticated requests through, and with a permission those that the ACL permits. */
export const required: RequireUser<SvelteKitArgs, SvelteKitUserGuard, Response> = made.required;

type Asked = { readonly locals: object };

/** Returns the auth context of a request by its event: see {@link AuthOf}. */
export const authOf: AuthOf<Asked> = ({ locals }) => authIn((locals as AuthLocals).auth);

/** Returns the auth context of an authenticated request: see {@link UserOf}. */
export const userOf: UserOf<Asked> = ({ locals }) => userIn((locals as AuthLocals).auth);

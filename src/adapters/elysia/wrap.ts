import { isPromise } from '../../base/maybe-promise.ts';
import type { AuthContext, AuthenticateOptions, Authenticator } from '../kit/kit.ts';
import { createAsk, fetchView, publishedBy, publishedResponse, whenReady } from '../kit/kit.ts';
import { writeToResponse } from '../kit/kit.ts';
import type { DefaultAccess } from '../kit/default-access.ts';
import type { ElysiaArgs } from './types.ts';

const AUTH: unique symbol = Symbol('the auth context of a request');
const FAILURE: unique symbol = Symbol('what authenticate has thrown');

/** A request, with its auth context or with what `authenticate` has thrown. */
export type Known = Request & { [AUTH]?: AuthContext; [FAILURE]?: { readonly error: unknown } };

type Fetch = (request: Request, ...rest: unknown[]) => Response | Promise<Response>;

/** Returns the auth context of a request, or undefined. */
export function authOn(request: Known): AuthContext | undefined {
  return request[AUTH];
}

/** Throws what `authenticate` has thrown, if it has. */
export function throwFailure({ [FAILURE]: failure }: Known): void {
  if (failure !== undefined) throw failure.error;
}

const same = (auth: AuthContext): AuthContext => auth;

/** What stands around the fetch handler of an application. */
export interface Wrapper {
  readonly wrap: (fetch: Fetch) => Fetch;
  /** Returns the context that this security made for a request, if it has a default permission. */
  readonly authOf: (request: Request) => AuthContext | undefined;
}

/** Makes what stands around the fetch handler of an application. */
export function wrapper(
  security: Authenticator,
  options: AuthenticateOptions<ElysiaArgs, unknown>,
  access: DefaultAccess | null,
): Wrapper {
  const ask = createAsk(security, options, access);
  /** For the default permission: a later security has another context on the request. */
  const contexts = new WeakMap<Request, AuthContext>();
  const respond = publishedBy(security);
  const wrap = (fetch: Fetch): Fetch => {
    const go = (request: Known, rest: unknown[], auth: AuthContext) => {
      request[AUTH] = auth;
      if (access !== null) contexts.set(request, auth);
      return whenReady(fetch(request, ...rest), (response) => writeToResponse(response, auth));
    };
    // The error is thrown again within the application, so that its error handlers see it.
    const fail = (request: Known, rest: unknown[], error: unknown) => {
      request[FAILURE] = { error };
      return fetch(request, ...rest);
    };
    const wait = async (request: Known, rest: unknown[], waiting: Promise<AuthContext>) => {
      let auth: AuthContext;
      try {
        auth = await waiting;
      } catch (error) {
        return fail(request, rest, error);
      }
      return go(request, rest, auth);
    };
    return (request: Known, ...rest) => {
      const view = fetchView(request);
      const published = respond === null ? null : respond(view);
      if (published !== null) return publishedResponse(published);
      let auth: AuthContext | Promise<AuthContext>;
      try {
        auth = ask(view, request[AUTH], same);
      } catch (error) {
        return fail(request, rest, error);
      }
      return isPromise(auth) ? wait(request, rest, auth) : go(request, rest, auth);
    };
  };
  return { wrap, authOf: (request) => contexts.get(request) };
}

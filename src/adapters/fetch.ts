import type { AuthError } from '../base/errors.ts';
import type { AuthContext } from '../security/auth-context.ts';
import type { Authenticator, ResourceOf, Verdict } from '../security/guard.ts';
import { judgePermission, judgeUser } from '../security/guard.ts';
import { answer, viewOf } from './_fetch.ts';

/** What a handler gets beside the request. */
export interface FetchContext {
  readonly auth: AuthContext;
}

/** What answers one request of the Fetch API. */
export type FetchHandler = (
  request: Request,
  context: FetchContext,
) => Response | Promise<Response>;

/** What stands before a handler. */
export type FetchGuard = (handler: FetchHandler) => FetchHandler;

/** How guards may be told to answer. */
export interface GuardOptions {
  readonly onRefused?:
    | ((error: AuthError, request: Request, context: FetchContext) => Response | Promise<Response>)
    | undefined;
}

/** Finds out who sends each request before the handler runs: `export default { fetch: authenticate(security)(handler) }`. */
export function authenticate(
  security: Authenticator,
): (handler: FetchHandler) => (request: Request) => Promise<Response> {
  return (handler) => async (request) => {
    const auth = (await security.authenticate(viewOf(request))) as AuthContext;
    const response = await handler(request, { auth });
    // Of a switch of protocols and of a network error no copy can be made, and neither has headers to add to.
    if (response.status < 200) return response;
    // A response may be immutable (one that was fetched), and so is answered with a copy.
    const copy = new Response(response.body, response);
    for (const [name, value] of auth.headersFor(response.status))
      copy.headers[name === 'Set-Cookie' || name === 'Vary' ? 'append' : 'set'](name, value);
    return copy;
  };
}

/** Lets only those through whom the ACL of the resource (the root when left out) allows the permission. */
export function permit(
  permission: string,
  resource?: ResourceOf<Request>,
  options: GuardOptions = {},
): FetchGuard {
  return guard(
    (request, { auth }) => judgePermission(auth, permission, resource, request),
    options,
  );
}

/** Lets only authenticated users through. */
export function required(options: GuardOptions = {}): FetchGuard {
  return guard((_request, { auth }) => judgeUser(auth), options);
}

function guard(
  judge: (request: Request, context: FetchContext) => Verdict,
  { onRefused = answer }: GuardOptions,
): FetchGuard {
  return (handler) => async (request, context) => {
    const error = await judge(request, context);
    return error === null ? handler(request, context) : onRefused(error, request, context);
  };
}

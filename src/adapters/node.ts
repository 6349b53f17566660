import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthError } from '../base/errors.ts';
import type { AuthContext } from '../security/auth-context.ts';
import type { Authenticator, ResourceOf, Verdict } from '../security/guard.ts';
import { judgePermission, judgeUser } from '../security/guard.ts';
import { NodeRequestView, onReply, refuse } from './_node-http.ts';

declare module 'node:http' {
  interface IncomingMessage {
    /** Who asks, once `authenticate` has run. */
    auth: AuthContext;
  }
}

/** What answers one request. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What stands before a handler; where nothing has to be waited for it returns what the handler returns, and throws what it throws. */
export type NodeGuard = (handler: NodeHandler) => NodeHandler;

/** How guards may be told to answer. */
export interface GuardOptions {
  /** Answers a refusal instead of the guard. */
  readonly onRefused?:
    | ((error: AuthError, request: IncomingMessage, response: ServerResponse) => unknown)
    | undefined;
}

/** Finds out who sends each request before the handler runs: `createServer(authenticate(security)(handler))`. */
export function authenticate(security: Authenticator): NodeGuard {
  return (handler) => (request, response) => {
    const go = (auth: AuthContext): unknown => {
      request.auth = auth;
      onReply(response, auth);
      return handler(request, response);
    };
    const found = security.authenticate(new NodeRequestView(request)) as
      | AuthContext
      | Promise<AuthContext>;
    return found instanceof Promise ? found.then(go) : go(found);
  };
}

/** Lets only those through whom the ACL of the resource (the root when left out) allows the permission. */
export function permit(
  permission: string,
  resource?: ResourceOf<IncomingMessage>,
  options: GuardOptions = {},
): NodeGuard {
  return guard((request) => judgePermission(request.auth, permission, resource, request), options);
}

/** Lets only authenticated users through. */
export function required(options: GuardOptions = {}): NodeGuard {
  return guard((request) => judgeUser(request.auth), options);
}

function guard(
  judge: (request: IncomingMessage) => Verdict,
  { onRefused = answer }: GuardOptions,
): NodeGuard {
  return (handler) => (request, response) => {
    const go = (error: AuthError | null): unknown =>
      error === null ? handler(request, response) : onRefused(error, request, response);
    const judged = judge(request);
    return judged instanceof Promise ? judged.then(go) : go(judged);
  };
}

const answer = (error: AuthError, _request: IncomingMessage, response: ServerResponse): void =>
  refuse(error, response);

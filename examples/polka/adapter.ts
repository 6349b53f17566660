import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthContext, AuthenticateOptions, Authenticator } from 'pyramidion/adapter';
import type { AuthOf, Framework, Permit, RequireUser, UserOf } from 'pyramidion/adapter';
import { answerCaught, answerNode, authIn, createServe, guards } from 'pyramidion/adapter';
import { nodeView, refuseNode, runReporting, userIn, writeToNode } from 'pyramidion/adapter';

export type Request = IncomingMessage & { auth?: AuthContext };
export type Args = [request: Request, response: ServerResponse, next: (error?: Error) => unknown];
export type Middleware = (...args: Args) => unknown;

const framework: Framework<Args, unknown> = {
  auth: (request) => request.auth,
  refuse: (error, _request, response) => refuseNode(error, response),
  answer: (published, _request, response) => answerNode(published, response),
};

/** Finds out who sends each request, and answers what the handlers behind it throw. */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<Args, unknown> = {},
): Middleware {
  const serve = createServe(security, options, framework);
  return (request, response, next) =>
    serve([request, response, next], nodeView(request), request.auth, (auth) => {
      request.auth = auth;
      writeToNode(response, auth);
      return next();
    });
}

const made = guards<Args, Middleware, unknown>(framework, (check) => (...args) => {
  const [, , next] = args;
  runReporting(
    () => check(args, next),
    (error) => void answerCaught(framework, error, args),
  );
});

export const permit: Permit<Args, Middleware, unknown> = made.permit;
export const required: RequireUser<Args, Middleware, unknown> = made.required;
export const authOf: AuthOf<Request> = (request) => authIn(request.auth);
export const userOf: UserOf<Request> = (request) => userIn(request.auth);

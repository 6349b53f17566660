import type { Lifecycle, Plugin, Request, ResponseToolkit } from '@hapi/hapi';
import type { RouteOptionsPreObject } from '@hapi/hapi';
import { AuthError } from 'pyramidion';
import type { AuthContext, AuthenticateOptions, Authenticator } from 'pyramidion/adapter';
import type { AuthOf, Framework, Permit, PublishedAnswer } from 'pyramidion/adapter';
import type { RequireUser, UserOf } from 'pyramidion/adapter';
import { answerRefusal, authIn, createAsk, guards, nodeView } from 'pyramidion/adapter';
import { publishedBy, refusalOf, userIn, writeToNode } from 'pyramidion/adapter';

declare module '@hapi/hapi' {
  interface RequestApplicationState {
    auth?: AuthContext;
  }
}

export type Args = [request: Request, toolkit: ResponseToolkit];
export type Answer = Lifecycle.ReturnValue;
export type Guard = RouteOptionsPreObject;

const framework: Framework<Args, Answer> = {
  auth: (request) => request.app.auth,
  refuse: (error, _request, toolkit) => send(refusalOf(error), toolkit),
};

function send({ status, headers, body }: PublishedAnswer, toolkit: ResponseToolkit): Answer {
  const response = toolkit.response(body).code(status);
  for (const [name, value] of headers) response.header(name, value);
  return response.takeover();
}

/** A plugin that finds out who sends each request, and answers the AuthErrors of handlers. */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<Args, Answer> = {},
): Plugin<void> {
  const ask = createAsk(security, options);
  const respond = publishedBy(security);
  return {
    name: 'pyramidion',
    multiple: true,
    register(server) {
      // Before the routes are asked, which have none for these addresses.
      server.ext('onRequest', (request, toolkit) => {
        const answer = respond?.(nodeView(request.raw.req)) ?? null;
        return answer === null ? toolkit.continue : send(answer, toolkit);
      });
      server.ext('onPreAuth', (request, toolkit) =>
        ask(nodeView(request.raw.req), request.app.auth, (auth): Answer => {
          request.app.auth = auth;
          writeToNode(request.raw.res, auth);
          return toolkit.continue;
        }),
      );
      server.ext('onPreResponse', (request, toolkit) => {
        const error: unknown = request.response;
        if (!AuthError.isAuthError(error)) return toolkit.continue;
        return answerRefusal(framework, error, [request, toolkit]);
      });
    },
  };
}

const made = guards<Args, Guard, Answer>(framework, (check) => ({
  method: (request, toolkit) => check([request, toolkit], () => toolkit.continue),
}));

/** Guards for `options.pre` of a route. */
export const permit: Permit<Args, Guard, Answer> = made.permit;
export const required: RequireUser<Args, Guard, Answer> = made.required;
export const authOf: AuthOf<Request> = (request) => authIn(request.app.auth);
export const userOf: UserOf<Request> = (request) => userIn(request.app.auth);

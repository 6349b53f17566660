import type {
  Lifecycle,
  Plugin,
  Request,
  ResponseToolkit,
  RouteOptionsPreObject,
} from '@hapi/hapi';
import * as kit from '../../../src/adapter.ts';
import type { AuthContext, AuthenticateOptions, Authenticator } from '../../../src/adapter.ts';
import { AuthError } from '../../../src/index.ts';

declare module '@hapi/hapi' {
  interface RequestApplicationState {
    auth?: AuthContext;
  }
}

type Args = [request: Request, toolkit: ResponseToolkit];
type Answer = Lifecycle.ReturnValue;

const framework: kit.Framework<Args, Answer> = {
  auth: (request) => request.app.auth,
  refuse: (error, _request, toolkit) => send(kit.refusalOf(error), toolkit),
};

function send({ status, headers, body }: kit.PublishedAnswer, toolkit: ResponseToolkit): Answer {
  const response = toolkit.response(body).code(status);
  for (const [name, value] of headers) response.header(name, value);
  return response.takeover();
}

/** A plugin that finds out who sends each request, and answers the AuthErrors of handlers. */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<Args, Answer> = {},
): Plugin<void> {
  const ask = kit.createAsk(security, options);
  const respond = kit.publishedBy(security);
  return {
    name: 'pyramidion',
    multiple: true,
    register(server) {
      // Before the routes are asked, which have none for these addresses.
      server.ext('onRequest', (request, toolkit) => {
        const answer = respond?.(kit.nodeView(request.raw.req)) ?? null;
        return answer === null ? toolkit.continue : send(answer, toolkit);
      });
      server.ext('onPreAuth', (request, toolkit) =>
        ask(kit.nodeView(request.raw.req), request.app.auth, (auth): Answer => {
          request.app.auth = auth;
          kit.writeToNode(request.raw.res, auth);
          return toolkit.continue;
        }),
      );
      server.ext('onPreResponse', (request, toolkit) => {
        const error: unknown = request.response;
        if (!AuthError.isAuthError(error)) return toolkit.continue;
        return kit.answerRefusal(framework, error, [request, toolkit]);
      });
    },
  };
}

const made: kit.Guards<Args, RouteOptionsPreObject, Answer> = kit.guards(framework, (check) => ({
  method: (request, toolkit) => check([request, toolkit], () => toolkit.continue),
}));

/** Guards for `options.pre` of a route. */
export const permit: typeof made.permit = made.permit;
export const required: typeof made.required = made.required;

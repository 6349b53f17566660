import { getOperationAST } from 'graphql';
import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import type { Plugin } from 'graphql-yoga';
import { AuthError } from 'pyramidion';
import type { AuthContext, Authenticator, AuthOf, Framework } from 'pyramidion/adapter';
import type { Permit, RequireUser, UserOf } from 'pyramidion/adapter';
import type { NodeRequest, RequestView } from 'pyramidion/adapter';
import { authIn, createServe, fetchView, guards, markRules, nodeView } from 'pyramidion/adapter';
import { publishedBy, publishedResponse, refusalResponse, userIn } from 'pyramidion/adapter';
import { rulesOn, writeToHeaders } from 'pyramidion/adapter';

/** What the context of resolvers has of ours. */
export interface AuthState {
  readonly auth: AuthContext;
}
/** What Yoga keeps of a request; `req` on Node. */
type Server = { auth?: AuthContext; readonly req?: NodeRequest };

/** The headers of a `Request` on Node lack a repeated `Authorization`. */
function viewOf(request: Request, { req }: Server): RequestView {
  return req === undefined ? fetchView(request) : nodeView(req);
}

/** The arguments of a resolver; resource functions get them, too. */
// oxlint-disable-next-line typescript/no-explicit-any -- the types of the schema
export type Args = [parent: any, args: any, context: AuthState, info: GraphQLResolveInfo];
export type Resolver = (...args: Args) => unknown;
type Guard = (resolver: Resolver) => Resolver;

export interface Options {
  /**
   * How refusals are answered: as 200 with `errors`, which each have an `extensions.code`, or also
   * by their HTTP status. A batch is always 200. Default: `'errors'`
   */
  readonly refusals?: 'errors' | 'status';
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  503: 'SERVICE_UNAVAILABLE',
};

/** A plugin that finds out who sends each request, and answers the AuthErrors of resolvers. */
export function authenticate(
  security: Authenticator,
  { refusals = 'errors' }: Options = {},
): Plugin<AuthState, Server> {
  const respond = publishedBy(security);
  const failed = new WeakSet<AuthContext>();
  const serve = createServe<[Request, Server], Response>(
    security,
    {},
    {
      auth: (_request, server) => server.auth,
      refuse: (error) => refusalResponse(error),
      write(response, auth) {
        writeToHeaders(response.headers, auth, failed.has(auth) ? 500 : response.status);
        return response;
      },
    },
  );
  return {
    // Yoga does not catch what a hook throws, so the handler is wrapped.
    onRequest(hook) {
      const { request, serverContext, requestHandler } = hook;
      const published = respond?.(viewOf(request, serverContext)) ?? null;
      if (published !== null) return hook.endResponse(publishedResponse(published));
      hook.setRequestHandler((asked, server) =>
        serve([asked, server], viewOf(asked, server), server.auth, async (auth) => {
          server.auth = auth;
          return requestHandler(asked, server);
        }),
      );
    },
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!('errors' in result) || result.errors === undefined) return;
        // The field that failed may be the one that has logged in.
        if (getOperationAST(args.document, args.operationName)?.operation === 'mutation')
          failed.add(args.contextValue.auth);
        setResult({ ...result, errors: result.errors.map((error) => answer(error, refusals)) });
      },
    }),
  };
}

/** Yoga masks every error that is not a GraphQLError. */
function answer(error: GraphQLError, refusals: Options['refusals']): GraphQLError {
  const refusal = error.originalError;
  if (!AuthError.isAuthError(refusal)) return error;
  const { status, headers, message } = refusal;
  const http = refusals === 'status' ? { status, headers } : {};
  const extensions = { code: CODES[status] ?? 'INTERNAL_SERVER_ERROR', http };
  return createGraphQLError(message, { nodes: error.nodes ?? null, path: error.path, extensions });
}

const framework: Framework<Args, unknown> = {
  auth: (_parent, _args, context) => context.auth,
  refuse(error) {
    throw error;
  },
};

const made = guards<Args, Guard, unknown>(framework, (check) => (resolver) => {
  const guarded: Resolver = (...args) => check(args, () => resolver(...args));
  // A test can list the resolvers that have no rule.
  return markRules(guarded, [...rulesOn(check), ...rulesOn(resolver)]);
});

/** Guards of resolvers: `permit('read')(resolver)`. `onRefused` returns the value of the field. */
export const permit: Permit<Args, Guard, unknown> = made.permit;
export const required: RequireUser<Args, Guard, unknown> = made.required;
export const authOf: AuthOf<AuthState> = (context) => authIn(context.auth);
export const userOf: UserOf<AuthState> = (context) => userIn(context.auth);

import { isPromise, whenReady } from '../../base/maybe-promise.ts';
import type { RequestView } from '../../http/request-view.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import type { DefaultAccess } from '../../security/default-permission.ts';
import { isAuthContext, wiringOf } from '../../security/internals.ts';
import type { AuthenticateOptions, Authenticator } from './ask.ts';
import { answerThrown } from './answer-thrown.ts';
import { createAsk } from './ask.ts';
import type { Framework } from './framework.ts';
import { publishedBy } from './published.ts';

/**
 * Finds out who sent a request, runs a handler, and answers what either throws.
 *
 * @param args - what the framework's handler received
 * @param view - the request
 * @param before - what an earlier `authenticate` left on the request, or undefined
 * @param go - receives the auth context, keeps it on the request and runs the handler
 */
export type Serve<Args extends readonly unknown[], Answer> = (
  args: Args,
  view: RequestView,
  before: unknown,
  go: (auth: AuthContext) => Answer | Promise<Answer>,
) => Answer | Promise<Answer>;

/**
 * Makes the function that serves each request, for a server without an error handler of its own
 * (`node:http`, a fetch handler, AWS Lambda). An AuthError is answered as a guard would answer it.
 * Anything else is logged and answered by a 500; so is what `onRefused` throws.
 *
 * @param options - what `authenticate` of the adapter received
 * @param access - as for `createAsk`
 * @throws ConfigurationError if the value is not a security
 * @example
 * export const authenticate = (security: Authenticator) => {
 *   const serve = createServe(security, {}, framework);
 *   return (handler: Handler): Handler => (event) =>
 *     serve([event], viewOf(event), event.auth, (auth) => {
 *       event.auth = auth;
 *       return handler(event);
 *     });
 * };
 */
export function createServe<Args extends readonly unknown[], Answer>(
  security: Authenticator,
  options: AuthenticateOptions<Args, Answer>,
  framework: Framework<Args, Answer>,
  access?: DefaultAccess | null,
): Serve<Args, Answer> {
  const serve = serveRequests(security, options, framework, access);
  const respond = publishedBy(security);
  const { answer } = framework;
  if (respond === null || answer === undefined) return serve;
  return (args, view, before, go) => {
    const published = respond(view);
    return published === null ? serve(args, view, before, go) : answer(published, ...args);
  };
}

/** Serves all requests but those for what is published. */
function serveRequests<Args extends readonly unknown[], Answer>(
  security: Authenticator,
  options: AuthenticateOptions<Args, Answer>,
  framework: Framework<Args, Answer>,
  access?: DefaultAccess | null,
): Serve<Args, Answer> {
  const ask = createAsk(security, options, access);
  const { emit } = wiringOf(security);
  const { auth, write } = framework;
  const answerTo = (error: unknown, args: Args) => answerThrown(framework, emit, error, args);
  const settle = async (waiting: Promise<Answer>, args: Args): Promise<Answer> => {
    try {
      return await waiting;
    } catch (error) {
      return answerTo(error, args);
    }
  };
  // Without a closure on the way of a request that waits for nothing.
  const plain: Serve<Args, Answer> = (args, view, before, go) => {
    try {
      const result = ask(view, before, go) as Answer | Promise<Answer>;
      return isPromise(result) ? settle(result, args) : result;
    } catch (error) {
      return answerTo(error, args);
    }
  };
  if (write === undefined) return plain;
  return (args, view, before, go) => {
    const finish = (answer: Answer): Answer => {
      const context = auth(...args);
      return isAuthContext(context) ? write(answer, context as unknown as AuthContext) : answer;
    };
    // Written within, so that an answer that cannot be written (undefined) is a 500 as well.
    const answer = plain(args, view, before, (context) =>
      whenReady(go(context), (value) => write(value, context)),
    );
    return whenReady(answer, finish);
  };
}

import type { AuthError } from '../../base/errors.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { LoginRedirect } from '../../security/login-redirect.ts';
import { isAuthContext } from '../../security/internals.ts';
import type { PublishedAnswer } from '../../security/published.ts';
import type { OnRefused } from './ask.ts';

/** What a framework has to say to the kit; `args` are those of its handlers. */
export interface Framework<Args extends readonly unknown[], Answer> {
  /** Returns what `authenticate` put on the request. */
  readonly auth: (...args: Args) => unknown;
  /** Answers a refusal; any other error by a 500 that does not name the cause. */
  readonly refuse: (error: unknown, ...args: Args) => Answer;
  /**
   * Answers what the option `publish` names, for `createServe`. Without it, such a request goes to
   * the handler.
   */
  readonly answer?: (published: PublishedAnswer, ...args: Args) => Answer;
  /**
   * Writes the headers of an auth context on an answer and returns it, where answers are values
   * (a Response, the result of a Lambda function). Without it, `go` has them written.
   */
  readonly write?: (answer: Answer, auth: AuthContext) => Answer;
  /**
   * Whether guards throw a refusal, where a framework would take an answer of theirs for a success.
   * The adapter catches it and calls `answerRefusal` with a framework without this.
   */
  readonly throws?: boolean;
}

/** What is to answer a refusal that a guard has thrown. */
const answeredBy = new WeakMap<AuthError, unknown>();

/**
 * Answers a refusal: by `own` if the guard has one, else by the `onRefused` of `authenticate`, else
 * as the framework does. For an adapter that sees the AuthErrors of handlers itself.
 *
 * @example
 * app.onError((error, ctx) => {
 *   if (AuthError.isAuthError(error)) return answerRefusal(framework, error, [ctx]);
 *   throw error;
 * });
 */
export function answerRefusal<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer>,
  error: AuthError,
  args: Args,
  own?: OnRefused<Args, Answer>,
): Answer | Promise<Answer> {
  if (framework.throws === true) {
    if (own !== undefined) answeredBy.set(error, own);
    throw error;
  }
  const auth = framework.auth(...args);
  const ofGuard = (own ?? answeredBy.get(error)) as OnRefused<Args, Answer> | undefined;
  const onRefused = ofGuard ?? keptOnRefused(auth);
  if (onRefused === null) return framework.refuse(redirected(error, auth), ...args);
  return onRefused(error, ...args);
}

/** Returns the error that sends a browser to the login page, if that is to be done. */
function redirected(error: AuthError, auth: unknown): AuthError {
  const location = isAuthContext(auth) ? auth.loginLocation(error) : null;
  return location === null ? error : new LoginRedirect(error, location);
}

/** Returns the `onRefused` of the `authenticate` that saw a request, or null. */
function keptOnRefused<Args extends readonly unknown[], Answer>(
  auth: unknown,
): OnRefused<Args, Answer> | null {
  return isAuthContext(auth) ? (auth.onRefused as OnRefused<Args, Answer> | null) : null;
}

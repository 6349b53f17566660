import { AuthError } from '../../base/errors.ts';
import type { Subscriber } from '../../base/events.ts';
import { createEmitter } from '../../base/events.ts';
import { logToConsole } from '../../base/logger.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import { isAuthContext } from '../../security/internals.ts';
import type { Framework } from './framework.ts';
import { answerRefusal } from './framework.ts';
import type { Check } from './guards.ts';

/**
 * Answers what was thrown, for a server without an error handler of its own: an AuthError as a
 * guard would, anything else by a 500 and an event. What `onRefused` throws is answered in the same
 * way.
 */
export function answerThrown<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer>,
  emit: Subscriber,
  error: unknown,
  args: Args,
): Answer | Promise<Answer> {
  const failed = (err: unknown): Answer => {
    const reason = 'A handler threw an error that is no AuthError, so the answer is a 500.';
    emit({ event: 'handler_failed', code: null, reason, err });
    return framework.refuse(err, ...args);
  };
  if (!AuthError.isAuthError(error)) return failed(error);
  try {
    const answer = answerRefusal(framework, error, args);
    return isPromise(answer) ? Promise.resolve(answer).catch(failed) : answer;
  } catch (later) {
    return failed(later);
  }
}

const PASSED: unique symbol = Symbol('passed');

/**
 * Runs a guard for a server without an error handler of its own. What the guard throws (its
 * resource function, an ACL, `onRefused`, a missing auth context) is answered here, because a
 * router may drop the promise of the guard, and an unhandled rejection ends the process. What
 * `pass` throws is the handler's: it goes to `authenticate`.
 *
 * @param check - what {@link guards} hands to a guard
 * @param pass - runs what the guard protects
 */
export function runGuard<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer | typeof PASSED>,
  check: Check<Args, Answer | typeof PASSED>,
  args: Args,
  pass: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  let result: Answer | typeof PASSED | Promise<Answer | typeof PASSED>;
  try {
    result = check(args, passed);
  } catch (error) {
    return answerGuard(framework, error, args);
  }
  if (isPromise(result)) return runLater(framework, result, args, pass);
  return result === PASSED ? pass() : result;
}

const passed = (): typeof PASSED => PASSED;

/** Apart, so that no closure is made for a guard that waits for nothing. */
async function runLater<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer | typeof PASSED>,
  waiting: Promise<Answer | typeof PASSED>,
  args: Args,
  pass: () => Answer | Promise<Answer>,
): Promise<Answer> {
  let result: Answer | typeof PASSED;
  try {
    result = await waiting;
  } catch (error) {
    return answerGuard(framework, error, args);
  }
  return result === PASSED ? pass() : result;
}

/**
 * Answers what was thrown, for an adapter that catches it itself. See {@link answerThrown}; the
 * event goes to the security that saw the request.
 */
export function answerCaught<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer>,
  error: unknown,
  args: Args,
): Answer | Promise<Answer> {
  return answerThrown(framework, emitterOf(framework.auth(...args)), error, args);
}

/** No guard answers `PASSED` to an error. */
function answerGuard<Args extends readonly unknown[], Answer>(
  framework: Framework<Args, Answer | typeof PASSED>,
  error: unknown,
  args: Args,
): Answer | Promise<Answer> {
  return answerCaught(framework, error, args) as Answer | Promise<Answer>;
}

/** The subscriber of the security that saw the request; the console if none did. */
function emitterOf(auth: unknown): Subscriber {
  return isAuthContext(auth) ? auth.emit : createEmitter([logToConsole(true)]);
}

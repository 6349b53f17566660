import { AuthError } from '../../base/errors.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import { wiringOf } from '../../security/internals.ts';
import type { Authenticator, OnRefused } from './ask.ts';
import { keptOnRefused } from './ask.ts';

/** Runs a handler and hands what it throws, or its promise rejects with, to `answer`. */
export function runAnswering<T>(
  run: () => T | Promise<T>,
  answer: (error: unknown) => T | Promise<T>,
): T | Promise<T> {
  try {
    const result = run();
    return isPromise(result) ? Promise.resolve(result).catch(answer) : result;
  } catch (error) {
    return answer(error);
  }
}

/**
 * Returns how to answer what a handler threw, for a server without an error handler of its own: an
 * AuthError as a guard would, anything else by a logged 500. If `onRefused` throws, that is a 500 too.
 *
 * @param refuse - answers a refusal if the application does not, and any other error by a 500
 */
export function answerThrown<Args extends readonly unknown[], Answer>(
  security: Authenticator,
  refuse: (error: unknown, ...args: Args) => Answer,
): (error: unknown, auth: unknown, ...args: Args) => Answer | Promise<Awaited<Answer>> {
  const { emit } = wiringOf(security);
  return (error, auth, ...args) => {
    const failed = (err: unknown): Answer => {
      emit({
        event: 'handler_failed',
        code: null,
        reason: 'A handler threw an error that is no AuthError, so the answer is a 500.',
        err,
      });
      return refuse(err, ...args);
    };
    if (!AuthError.isAuthError(error)) return failed(error);
    const onRefused: OnRefused<Args, Answer> = keptOnRefused<Args, Answer>(auth) ?? refuse;
    return runAnswering(() => onRefused(error, ...args) as never, failed as never);
  };
}

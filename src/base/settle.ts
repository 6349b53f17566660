import { isPromise } from './is-promise.ts';

/**
 * Goes on with an answer, at once or when it is there; whatever is thrown on the way, then or later, is told to one function.
 *
 * @param ask - gives the answer, or a promise of it
 * @param go - takes it, and may give a promise of its own
 */
export function settle<T>(ask: () => T | Promise<T>, go: (answer: T) => unknown, fail: (error: unknown) => void): void {
  try {
    const answer = ask();
    const done = isPromise(answer) ? Promise.resolve(answer).then(go) : go(answer);
    if (isPromise(done)) Promise.resolve(done).catch(fail);
  } catch (error) {
    fail(error);
  }
}

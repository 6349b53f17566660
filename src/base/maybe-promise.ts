/** Whether a value has to be waited for: a promise, or any other object with a `then` method. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/**
 * Ignores the rejection of a promise that is not waited for, because a function was to return no
 * promise: unhandled, it would end the process.
 */
export function ignoreRejection(value: unknown): void {
  if (isPromise(value)) Promise.resolve(value).catch(() => undefined);
}

/**
 * Passes a value on: at once, or when its promise is fulfilled.
 * A promise for a value that is already there would cost a request more than the step itself.
 */
export function whenReady<T, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value);
}

/**
 * Runs two steps that may be asynchronous and reports every error of either to one function.
 *
 * @param ask - returns a value, or a promise of it
 * @param go - takes the value, and may return a promise of its own
 * @param fail - receives whatever was thrown or rejected
 */
export function runMaybeAsync<T>(
  ask: () => T | Promise<T>,
  go: (answer: T) => unknown,
  fail: (error: unknown) => void,
): void {
  try {
    const answer = ask();
    const done = isPromise(answer) ? Promise.resolve(answer).then(go) : go(answer);
    if (isPromise(done)) Promise.resolve(done).catch(fail);
  } catch (error) {
    fail(error);
  }
}

import { thrownError } from './thrown.ts';

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
 * Returns what it is given. The caller that awaits a promise gets its error; if none does, the
 * error ends no process.
 */
export function handled<T>(value: T): T {
  ignoreRejection(value);
  return value;
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
 * Runs something that may be asynchronous and passes every error of it to one function: for
 * frameworks whose handlers report errors by a callback. What is passed is always an object:
 * see {@link thrownError}.
 */
export function runReporting(run: () => unknown, fail: (error: unknown) => void): void {
  try {
    const result = run();
    if (isPromise(result)) reportRejection(result, fail);
  } catch (error) {
    fail(thrownError(error));
  }
}

/** Apart, so that no closure is made for what waits for nothing. */
function reportRejection(waiting: Promise<unknown>, fail: (error: unknown) => void): void {
  Promise.resolve(waiting).catch((error: unknown) => fail(thrownError(error)));
}

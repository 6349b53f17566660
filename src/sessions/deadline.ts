/** What was waited for did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for a promise, but not longer than a number of milliseconds. The promise itself goes on: a
 * client of the application can rarely be stopped.
 *
 * @throws DeadlineError if the time is over
 */
export function withDeadline<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return bounded(promise, milliseconds, () => {});
}

/** The same for work in the background: it does not keep the process alive. */
export function withBackgroundDeadline<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return bounded(promise, milliseconds, (timer) => timer.unref?.());
}

function bounded<T>(
  promise: Promise<T>,
  milliseconds: number,
  prepare: (timer: ReturnType<typeof setTimeout>) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DeadlineError(`There was no answer within ${milliseconds} ms.`));
    }, milliseconds);
    prepare(timer);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Waits a number of milliseconds, without keeping the process alive. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref?.();
  });
}

/** Lets other work of the process run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

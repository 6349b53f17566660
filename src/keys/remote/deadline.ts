/**
 * Runs something that gets a signal, and aborts it after a while or when another signal does. The
 * promise is settled by then even if what runs ignores its signal.
 *
 * @param milliseconds - the longest time that it may take
 * @param what - what is late, for the error: `'The fetch'`
 */
export async function withDeadline<T>(
  milliseconds: number,
  what: string,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const aborted = new Promise<never>((_resolve, fail) => (reject = fail));
  const abort = (message: string): void => {
    const error = new Error(message);
    reject(error);
    controller.abort(error);
  };
  const close = (): void => abort(`${what} was stopped by close()`);
  const timer = setTimeout(() => abort(`${what} took more than ${milliseconds} ms`), milliseconds);
  outer.addEventListener('abort', close);
  try {
    return await Promise.race([run(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', close);
  }
}

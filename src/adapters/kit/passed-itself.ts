import { setupIncomplete } from '../../security/internals.ts';

/**
 * Refuses what a framework passes to a function that it was given in place of what that returns:
 * `app.use(permit)`.
 *
 * @param name - the function, for the error
 * @param first - its first argument
 * @throws ConfigurationError `setup_incomplete`
 */
export function refuseItself(name: 'permit' | 'required', first: unknown): void {
  if (typeof first !== 'object' || first === null) return;
  const calls = name === 'permit' ? 'permit("read")' : 'required() or required("read")';
  throw setupIncomplete(`${name} was passed itself: call it, ${calls}.`);
}

/**
 * Whether a first argument is options. A request or a context of a framework is of a class, has
 * more members, or has other arguments behind it.
 *
 * @param most - how many options there are
 */
export function areOptions(
  first: unknown,
  rest: readonly unknown[],
  most: number,
): first is object {
  if (typeof first !== 'object' || first === null || rest.length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(first);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain && Object.keys(first).length <= most;
}

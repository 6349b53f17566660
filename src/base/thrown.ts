/**
 * Returns what was thrown, or an Error in the place of a value that is none.
 *
 * JavaScript can throw `undefined`, and a promise can reject without a reason. A framework takes
 * such a value for success: `next(undefined)` of Express goes on to what the guard protects, and so
 * do the words 'route' and 'router'.
 */
export function thrownError(thrown: unknown): object {
  if (typeof thrown === 'object' && thrown !== null) return thrown;
  return new Error(`A value of type ${typeof thrown} was thrown in the place of an Error.`, {
    cause: thrown,
  });
}

/**
 * Returns what was thrown for a log, or an Error in the place of an object that throws when it is
 * read (a revoked proxy, a getter that throws): it would take the whole entry with it.
 */
export function readable(thrown: unknown): unknown {
  try {
    if (thrown instanceof Error) void `${thrown.name}${thrown.message}${thrown.stack}`;
    return thrown;
  } catch {
    return new Error('An object that cannot be read was thrown.');
  }
}

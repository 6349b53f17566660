/** Ends the request before Express runs a handler of the application. */
const FOUND: unique symbol = Symbol('found');
/** Express 4 does not touch a request of an application that has no routes, but goes on at once. */
const EMPTY = { request: { app: { stack: [] } } };

/**
 * Returns the application behind the handler by which Express mounts one in another; null if there
 * is none to be found. Express shows it to requests alone: it makes the prototype of a request that
 * of the application, before it asks any handler.
 */
export function mountedApp(handler: Function): object | null {
  let app: object | null = null;
  const target = { url: '/', method: 'GET', query: {}, app: EMPTY };
  const request = new Proxy(target, {
    setPrototypeOf(_target, prototype: { readonly app?: object } | null) {
      app ??= prototype?.app ?? null;
      // Express 4 looks for an error handler then, and finds none for a request without a path.
      Reflect.deleteProperty(target, 'url');
      throw FOUND;
    },
  });
  try {
    handler(request, { setHeader: () => {}, locals: {} }, () => {});
  } catch {
    // The request is at its end, found or not.
  }
  return app;
}

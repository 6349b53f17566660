import type { AuthError } from '../base/errors.ts';

/**
 * All that the core reads of a request. An adapter makes one of its framework's request; nothing
 * else of a framework reaches the core.
 */
export interface RequestView {
  /** The method as it was sent: upper case for the standard ones. */
  readonly method: string;
  /** Whether the client's connection was encrypted, as far as the server trusts to know it. */
  readonly secure: boolean;
  /** The path and query that the client asked for: `'/reports/7?page=2'`. */
  readonly url: string;
  /**
   * Returns the value of a request header, or an array if the request carried the field more than
   * once.
   *
   * @param name - in lower case
   */
  header(name: string): string | readonly string[] | undefined;
  /** The framework's own request or context, for the application's `callback` and `root`. */
  readonly native?: unknown;
  /**
   * Returns what the framework wants thrown in place of an AuthError (tRPC, SvelteKit, Nest).
   * `require` and `remember` throw the result.
   */
  readonly thrown?: ((error: AuthError) => unknown) | undefined;
  /** Whether the answer is shown as a page, though it is a script of the framework that asks. */
  readonly document?: boolean | undefined;
  /**
   * Whether another authentication of this request counts it, if the token may be used a limited
   * number of times: that of what stands behind, or of the handshake of a connection.
   */
  readonly isCountedElsewhere?: boolean | undefined;
}

/** What views of a request take beside the request. */
export interface ViewOptions {
  /**
   * Whether the connection was encrypted, where the framework knows better than the socket or URL.
   * It receives `native`, so that one function serves all requests.
   */
  readonly secure?: ((native: never) => boolean) | undefined;
  /**
   * Returns the path and query that the client asked for, where the framework cuts a prefix off
   * those of the request. It receives `native`.
   */
  readonly url?: ((native: never) => string) | undefined;
  /** The framework's own request or context; the request itself by default. */
  readonly native?: unknown;
  readonly thrown?: ((error: AuthError) => unknown) | undefined;
  /**
   * Whether the answer is shown as a page, though it is a script of the framework that asks: its
   * router in the browser. The option `login` redirects it as a document. It receives `native`.
   */
  readonly document?: ((native: never) => boolean) | undefined;
}

/** What `listView` takes. */
export interface ListViewOptions {
  readonly method: string;
  readonly secure: boolean;
  readonly url: string;
  /** Pairs of name and value in any case; a field that is listed twice counts as repeated. */
  readonly fields: Iterable<readonly [name: string, value: string]>;
  readonly native?: unknown;
  readonly thrown?: ((error: AuthError) => unknown) | undefined;
}

/**
 * Returns the view of a request whose headers are a list: AWS Lambda, gRPC metadata, uWebSockets.
 *
 * @example
 * listView({ method: event.requestContext.http.method, secure: true, url: event.rawPath,
 *   fields: Object.entries(event.headers) });
 */
export function listView({ fields, ...request }: ListViewOptions): RequestView {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    const before = values.get(key);
    values.set(key, before === undefined ? value : [before, value].flat());
  }
  return { ...request, header: (name) => values.get(name) };
}

/** The path that a request asked for, for the log: without the query, which may hold secrets. */
export function pathOf({ url }: RequestView): string {
  const target = url ?? '';
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  const fragment = path.indexOf('#');
  return fragment === -1 ? path : path.slice(0, fragment);
}

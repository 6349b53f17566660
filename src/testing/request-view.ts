import type { RequestView } from '../http/request-view.ts';
import { listView } from '../http/request-view.ts';

/** What `requestView` takes; every member may be left out. */
export interface RequestViewOptions {
  /** Default: `'GET'`. */
  readonly method?: string;
  /** The path and query. Default: `'/'`. */
  readonly url?: string;
  /** A list sends the field several times. Names in any case. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Default: true. */
  readonly secure?: boolean;
}

/**
 * Returns a request as a security sees it, without a server or framework.
 *
 * @example
 * const auth = await security.authenticate(
 *   requestView({ method: 'POST', headers: await authAs(security, 'alice') }),
 * );
 * expect(auth.permits('edit', page)).toBe(true);
 */
export function requestView(options: RequestViewOptions = {}): RequestView {
  const { method = 'GET', url = '/', headers = {}, secure = true } = options;
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return listView({ method, url, secure, fields });
}

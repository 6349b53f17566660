import { cookieParts } from '../../http/cookie-parts.ts';
import type { Authenticator, ReplyHeader } from '../kit/kit.ts';
import { createAsk, fetchView, mergeInto, publishedBy, publishedResponse } from '../kit/kit.ts';
import { setupIncomplete } from '../../security/internals.ts';
import { uncountedView } from '../kit/handshake-view.ts';
import { URL_HEADER } from './server-view.ts';

/** What the proxy needs of a `NextRequest`. */
export interface ProxyRequest extends Request {
  readonly nextUrl: { readonly pathname: string; readonly search: string };
}

/** What `NextResponse.next` and `NextResponse.rewrite` take. */
export interface ProxyInit {
  readonly request: { readonly headers: Headers };
}

/**
 * Makes the function of `proxy.ts`, which renews the session of a request for a page: a page cannot
 * set a cookie itself. What is behind it reads the new cookie, so that a route handler does
 * not renew it once more. It refuses no request: pages and route handlers have their guards.
 *
 * It also tells {@link serverAuth} the address of the page, for the return from the login page.
 *
 * @param go - passes the request on with these headers
 * @throws ConfigurationError if the value is not a security, or `go` is not a function
 * @example
 * export const proxy = proxyAuth(security, (init) => NextResponse.next(init));
 */
export function proxyAuth<R extends ProxyRequest>(
  security: Authenticator,
  go: (init: ProxyInit, request: R) => Response | Promise<Response>,
): (request: R) => Promise<Response> {
  if (typeof go !== 'function')
    throw setupIncomplete(
      'proxyAuth takes a function: proxyAuth(security, (init) => NextResponse.next(init)).',
    );
  const ask = createAsk(security);
  const respond = publishedBy(security);
  return async (request) => {
    const view = fetchView(request);
    const published = respond?.(view) ?? null;
    if (published !== null) return publishedResponse(published);
    const headers = new Headers(request.headers);
    headers.set(URL_HEADER, request.nextUrl.pathname + request.nextUrl.search);
    // What writes sets its cookie itself: an action, a route handler.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const asked = uncountedView(view);
    const all = isRead ? await ask(asked, undefined, (auth) => auth.take(200)) : [];
    // Route handlers add the Vary of their own answer, and Next stores no page that reads cookies.
    const ours = all.filter(([name]) => name !== 'Vary');
    for (const header of ours) if (header[0] === 'Set-Cookie') replaceCookie(headers, header);
    const response = await go({ request: { headers } }, request);
    mergeInto(response.headers, ours);
    return response;
  };
}

/** Puts a new cookie in the place of those that were sent by this name. */
function replaceCookie(headers: Headers, header: ReplyHeader): void {
  const { name, value } = cookieParts(header);
  const others = (headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && pair.split('=', 1)[0]?.trim() !== name);
  if (value !== '') others.push(`${name}=${value}`);
  headers.set('cookie', others.join('; '));
}

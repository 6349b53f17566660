import type { RequestView } from './request-view.ts';
import { isLocalPath } from './local-path.ts';

/** The parameter in which the login page finds the address that the user asked for. */
const PARAMETER = 'return_to';
/** What a browser is about to show: a page, or one within a page. */
const DOCUMENTS: readonly unknown[] = ['document', 'iframe', 'frame'];

/**
 * Returns where a browser is sent that asked for a document and is not logged in: the login page
 * with the address that was asked for. Null for a program, which needs a 401, and for the login
 * page itself.
 *
 * A browser says what it fetches by `Sec-Fetch-Dest` (Fetch Metadata); older ones by `Accept`.
 *
 * @param login - the path of the login page
 * @param url - the address that was asked for
 */
export function loginLocation(
  view: RequestView,
  login: string,
  url: string = view.url,
): string | null {
  return isDocument(view) ? loginAddress(view, login, url) : null;
}

/**
 * The same for a request that is known to ask for a page, also if a script sent it: the router of a
 * framework fetches pages in parts.
 */
export function loginAddress(
  view: RequestView,
  login: string,
  url: string = view.url,
): string | null {
  const { method } = view;
  if (pathOf(url) === pathOf(login)) return null;
  // A form that was posted cannot be posted again by a redirect.
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead || !isLocalPath(url)) return login;
  return `${login}${login.includes('?') ? '&' : '?'}${PARAMETER}=${encodeURIComponent(url)}`;
}

function isDocument(view: RequestView): boolean {
  if (view.document === true) return true;
  const destination = view.header('sec-fetch-dest');
  if (destination !== undefined) return DOCUMENTS.includes(destination);
  const accept = view.header('accept');
  return typeof accept === 'string' && /(^|[\s,])text\/html([\s;,]|$)/i.test(accept);
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] as string;
}

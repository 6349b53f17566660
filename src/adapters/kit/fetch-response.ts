import type { MutableHeaders } from '../../http/reply-headers.ts';
import { mergeInto } from '../../http/reply-headers.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import type { PublishedAnswer } from '../../security/published.ts';
import { refusalOf } from '../../security/refusal.ts';
import { forgetsHeaders } from './forgets-headers.ts';

/** Writes the headers of an auth context into any object with the methods of Headers. */
export function writeToHeaders(headers: MutableHeaders, auth: AuthContext, status: number): void {
  mergeInto(headers, auth.take(status));
}

/**
 * Writes the headers of an auth context on a Response. It is changed in place; only an immutable
 * one (a redirect, a fetched one) is copied.
 *
 * @returns the response to send
 * @throws TypeError if the handler returned no Response
 */
export function writeToResponse(response: Response, auth: AuthContext): Response {
  const { status } = response;
  // A switch of protocols and a network error cannot be copied, and have no headers to add to.
  if (status < 200) return response;
  if (typeof status !== 'number')
    throw new TypeError('A handler returned no Response: return one, such as Response.json({}).');
  const ours = auth.take(status);
  if (ours.length === 0) return response;
  if (forgetsHeaders()) void response.body;
  try {
    mergeInto(response.headers, ours);
    return response;
  } catch {
    const copy = new Response(response.body, response);
    mergeInto(copy.headers, ours);
    return copy;
  }
}

/** Returns what `publishedBy` returned as a Response. */
export function publishedResponse({ status, headers, body }: PublishedAnswer): Response {
  const content = status === 204 ? null : body;
  return new Response(content, { status, headers: headers as [string, string][] });
}

/** Returns a refusal as a Response; any other error as a 500 that does not name the cause. */
export function refusalResponse(error: unknown): Response {
  const { status, headers, body } = refusalOf(error);
  return new Response(body, { status, headers: headers as [string, string][] });
}

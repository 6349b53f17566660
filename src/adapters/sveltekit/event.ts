import type { AuthContext, RequestView } from '../kit/kit.ts';
import { fetchView } from '../kit/kit.ts';
import type { SvelteKitEvent } from './types.ts';

/** Whether a form is sent by `use:enhance`, which reads the answer as JSON. */
export const isEnhanced = ({ request }: SvelteKitEvent): boolean =>
  request.headers.get('x-sveltekit-action') === 'true';

/**
 * Returns the view of a request. A page that the router in the browser is about to show, and the
 * form of one, count as the document that they become part of.
 */
export function viewOf(event: SvelteKitEvent): RequestView {
  const view = fetchView(event.request, { native: event });
  if (!event.isDataRequest && !isEnhanced(event)) return view;
  const { url } = event;
  return {
    method: view.method,
    secure: view.secure,
    url: url.pathname + url.search,
    native: event,
    header: (name) => (name === 'sec-fetch-dest' ? 'document' : view.header(name)),
  };
}

/**
 * Leaves the cookies on the event if a later hook redirects by `redirect()`, which SvelteKit
 * answers itself.
 */
export function writeToEvent({ cookies }: SvelteKitEvent, auth: AuthContext, error: unknown): void {
  const { status, location } = Object(error) as { status?: unknown; location?: unknown };
  if (typeof status !== 'number' || typeof location !== 'string') return;
  for (const [field, line] of auth.take(status)) {
    if (field !== 'Set-Cookie') continue;
    const { name, value = '', ...attributes } = cookies.parse(line);
    cookies.set(name, value, { path: '/', ...attributes, encode: String });
  }
}

import type { AuthContext, RequestView } from '../kit/kit.ts';
import { fetchView } from '../kit/kit.ts';
import type { SvelteKitEvent } from './types.ts';

/** Whether a form is sent by `use:enhance`, which reads the answer as JSON. */
export const isEnhanced = ({ request }: SvelteKitEvent): boolean =>
  request.headers.get('x-sveltekit-action') === 'true';

/** Whether the answer becomes part of a page: its data for the router, or that of its form. */
const document = (event: SvelteKitEvent): boolean => event.isDataRequest || isEnhanced(event);
const url = ({ url: shown }: SvelteKitEvent): string => shown.pathname + shown.search;

/** Returns the view of a request. The data of a page have the address of the page. */
export function viewOf(event: SvelteKitEvent): RequestView {
  const options = { native: event, document };
  // The address of a remote function is not that of the event, which the client chooses.
  return fetchView(event.request, event.isDataRequest ? { ...options, url } : options);
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

import type { AuthError } from '../../base/errors.ts';
import type { Framework } from '../kit/kit.ts';
import { answerRefusal, refusalResponse } from '../kit/kit.ts';
import { isEnhanced } from './event.ts';
import type { AuthLocals, SvelteKitArgs, SvelteKitEvent } from './types.ts';

export const framework: Framework<SvelteKitArgs, Response> = {
  auth: ({ locals }) => (locals as AuthLocals).auth,
  refuse: refusalResponse,
};

/**
 * Answers an AuthError. A program gets the problem. Who asks for a page keeps what SvelteKit has
 * rendered, with the headers of the refusal: the error page of the application, or the data by
 * which its router shows that page.
 *
 * @param rendered - the answer of SvelteKit, if it has answered
 */
export function answerWith(
  error: AuthError,
  event: SvelteKitEvent,
  rendered?: Response,
): Response | Promise<Response> {
  // A boundary of the page has shown the error, and the page is served.
  if (rendered !== undefined && rendered.status < 400 && !isRouted(event)) return rendered;
  const refuse = (shown: unknown): Response => {
    const refusal = refusalResponse(shown);
    const location = refusal.headers.get('Location');
    if (location !== null && isEnhanced(event))
      return Response.json({ type: 'redirect', status: refusal.status, location });
    if (location !== null || rendered === undefined || !wantsPage(event)) return refusal;
    const { status, statusText, body } = rendered;
    const headers = new Headers(rendered.headers);
    for (const [name, value] of Object.entries(error.headers)) headers.set(name, value);
    return new Response(body, { status, statusText, headers });
  };
  return answerRefusal({ ...framework, refuse }, error, [event]);
}

/** Whether the answer is read by SvelteKit's own code in the browser. */
function isRouted(event: SvelteKitEvent): boolean {
  return event.isDataRequest || event.isRemoteRequest || isEnhanced(event);
}

function wantsPage(event: SvelteKitEvent): boolean {
  return isRouted(event) || /\btext\/html\b/i.test(event.request.headers.get('accept') ?? '');
}

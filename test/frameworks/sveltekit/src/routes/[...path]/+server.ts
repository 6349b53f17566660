import type { RequestEvent } from '@sveltejs/kit';
import * as adapter from 'pyramidion/sveltekit';
import type { Route } from 'pyramidion/testing';
import { answerResponse, guardOf } from 'pyramidion/testing';
import { routes } from '../../lib/contract.ts';

type Handler = (event: RequestEvent) => Promise<Response>;

const urlOf = ({ url }: { url: URL }): string => url.pathname + url.search;
const sendText = (text: string): Response => new Response(text);

function handlerOf(route: Route): Handler {
  const handler: Handler = async (event) => {
    const auth = route.needsUser ? adapter.userOf(event) : adapter.authOf(event);
    return answerResponse(route, await route.handle(auth, urlOf(event)));
  };
  const guard = guardOf<adapter.SvelteKitGuard>(route, adapter, urlOf, sendText);
  return guard === null ? handler : guard(handler);
}

const handlers = new Map(routes.map((route) => [route.path, handlerOf(route)]));

export const fallback: Handler = async (event) =>
  handlers.get(event.url.pathname)?.(event) ?? new Response(null, { status: 404 });

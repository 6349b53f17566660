import type { APIContext, APIRoute } from 'astro';
import type { Route } from 'pyramidion/testing';
import { answerResponse, guardOf } from 'pyramidion/testing';
import * as adapter from '../../../../src/adapter.ts';
import { routes } from '../contract.ts';

const urlOf = ({ url }: APIContext): string => url.pathname + url.search;
const sendText = (text: string): Response => new Response(text);

function handlerOf(route: Route): APIRoute {
  const handler: APIRoute = async (context) => {
    const auth = route.needsUser ? adapter.userOf(context) : adapter.authOf(context);
    return answerResponse(route, await route.handle(auth, urlOf(context)));
  };
  const guard = guardOf(route, adapter, urlOf, sendText);
  return guard === null ? handler : guard(handler);
}

const handlers = new Map(routes.map((route) => [route.path, handlerOf(route)]));

export const ALL: APIRoute = (context) =>
  handlers.get(context.url.pathname)?.(context) ?? new Response(null, { status: 404 });

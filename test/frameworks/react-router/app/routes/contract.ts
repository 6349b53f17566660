import type { Route as ContractRoute } from 'pyramidion/testing';
import { answerResponse, guardOf } from 'pyramidion/testing';
import type { Route } from './+types/contract';
import * as adapter from '../../../../app/adapter.ts';
import { routes } from '../contract.server.ts';

type Args = Route.LoaderArgs | Route.ActionArgs;
type Asked = Parameters<adapter.Middleware>[0];

const urlOf = ({ url }: { readonly url: URL }): string => url.pathname + url.search;
const sendText = (text: string): Response => new Response(text);

const found = new Map<string, ContractRoute>(routes.map((route) => [route.path, route]));
const guards = new Map(
  routes.map((route) => [route.path, guardOf<adapter.Middleware>(route, adapter, urlOf, sendText)]),
);

/** The guard of each route of the contract. */
const guarded: Route.MiddlewareFunction = (args, next) => {
  const guard = guards.get(args.url.pathname) ?? null;
  return guard === null ? next() : guard(args as Asked, next);
};
export const middleware: Route.MiddlewareFunction[] = [guarded];

async function handle(args: Args): Promise<Response> {
  const route = found.get(args.url.pathname);
  if (route === undefined) return new Response(null, { status: 404 });
  const auth = route.needsUser ? adapter.userOf(args) : adapter.authOf(args);
  return answerResponse(route, await route.handle(auth, urlOf(args)));
}

export const loader = (args: Route.LoaderArgs): Promise<Response> => handle(args);
export const action = (args: Route.ActionArgs): Promise<Response> => handle(args);

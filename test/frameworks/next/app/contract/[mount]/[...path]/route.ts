import * as adapter from 'pyramidion/next';
import type { Route } from 'pyramidion/testing';
import { answerResponse, contractApplication, guardOf, refusing } from 'pyramidion/testing';

const urlOf = ({ url }: Request): string => url.slice(url.indexOf('/', 8));
const sendText = (text: string): Response => new Response(text);

function handlerOf(route: Route): adapter.NextHandler {
  const handler: adapter.NextHandler = async (request, { auth }) => {
    const context = route.needsUser ? adapter.userOf(request) : auth;
    return answerResponse(route, await route.handle(context as never, urlOf(request)));
  };
  const guard = guardOf(route, adapter, urlOf, sendText) as adapter.NextGuard | null;
  return guard?.(handler) ?? handler;
}

function mount(times: number, onRefused?: (code: string) => string): adapter.NextRoute {
  const { security, routes } = contractApplication();
  const handlers = new Map(routes.map((route) => [route.path, handlerOf(route)]));
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  const dispatch: adapter.NextHandler = (request, context) => {
    const { pathname } = new URL(urlOf(request), 'http://localhost');
    return handlers.get(pathname)?.(request, context) ?? new Response(null, { status: 404 });
  };
  let route = adapter.authenticate(security, options)(dispatch as never) as adapter.NextRoute;
  if (times === 2) {
    const inner = adapter.authenticate(security)(dispatch as never) as adapter.NextRoute;
    route = adapter.authenticate(security, options)(inner as never) as adapter.NextRoute;
  }
  return route;
}

const refuse = (code: string): string => `application: ${code}`;
const mounts = new Map([
  ['once', mount(1)],
  ['once-refusing', mount(1, refuse)],
  ['twice', mount(2)],
  ['twice-refusing', mount(2, refuse)],
]);

const route = async (
  request: Request,
  context: RouteContext<'/contract/[mount]/[...path]'>,
): Promise<Response> => {
  const answer = mounts.get((await context.params).mount)?.(request, context);
  return answer ?? new Response(null, { status: 404 });
};
export { route as DELETE, route as GET, route as OPTIONS, route as POST, route as PUT };

import type { IncomingMessage } from 'node:http';
import { authenticate, permit, required } from '../../src/adapters/node.ts';
import type { NodeHandler } from '../../src/adapters/node.ts';
import type { Route } from './contract.ts';
import { adapterContract } from './contract.ts';

const handlerOf =
  ({ act, status = 200, early = {}, late = {} }: Route): NodeHandler =>
  async (request, response) => {
    for (const [name, value] of Object.entries(early)) response.setHeader(name, value);
    await act?.(request.auth);
    response.writeHead(status, late);
    response.end(String(request.auth.userId ?? 'nobody'));
  };

function guarded(route: Route): NodeHandler {
  const { guard, refused } = route;
  const options =
    refused === undefined
      ? {}
      : {
          onRefused: (
            error: { code: string },
            _request: unknown,
            response: { end(text: string): unknown },
          ) => response.end(refused(error.code)),
        };
  if (guard === null) return handlerOf(route);
  if (guard === 'required') return required(options)(handlerOf(route));
  const { resource } = guard;
  return permit(
    guard.permission,
    resource && ((request: IncomingMessage) => resource(request.url ?? '')),
    options,
  )(handlerOf(route));
}

adapterContract('the adapter for node:http', (security, routes) => {
  const handlers = new Map(routes.map((route) => [route.path, guarded(route)]));
  const app = authenticate(security)((request, response) =>
    handlers.get(request.url ?? '')?.(request, response),
  );
  return (request, response) => {
    Promise.resolve()
      .then(() => app(request, response))
      .catch(() => {
        response.statusCode = 500;
        response.end();
      });
  };
});

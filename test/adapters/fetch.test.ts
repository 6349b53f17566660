import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required } from '../../src/adapters/fetch.ts';
import type { FetchHandler } from '../../src/adapters/fetch.ts';
import { createSecurity } from '../../src/index.ts';
import type { Route } from './contract.ts';
import { adapterContract } from './contract.ts';

const handlerOf =
  ({ act, status = 200, early = {}, late = {} }: Route): FetchHandler =>
  async (_request, { auth }) => {
    const headers = new Headers(early);
    await act?.(auth);
    for (const [name, value] of Object.entries(late))
      for (const one of [value].flat()) headers.append(name, one);
    return new Response(String(auth.userId ?? 'nobody'), { status, headers });
  };

function guarded(route: Route): FetchHandler {
  const { guard, refused } = route;
  const options =
    refused === undefined
      ? {}
      : { onRefused: (error: { code: string }) => new Response(refused(error.code)) };
  if (guard === null) return handlerOf(route);
  if (guard === 'required') return required(options)(handlerOf(route));
  const { resource } = guard;
  return permit(
    guard.permission,
    resource && ((request: Request) => resource(request.url)),
    options,
  )(handlerOf(route));
}

adapterContract('the adapter for fetch', (security, routes) => {
  const handlers = new Map(routes.map((route) => [route.path, guarded(route)]));
  const app = authenticate(security)((request, context) =>
    (handlers.get(new URL(request.url).pathname) as FetchHandler)(request, context),
  );
  return (incoming, response) => {
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      headers.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string);
    app(
      new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers,
      }),
    )
      .catch(() => new Response(null, { status: 500 }))
      .then((reply) => {
        for (const [name, value] of reply.headers) response.appendHeader(name, value);
        response.writeHead(reply.status);
        if (reply.body === null) response.end();
        else Readable.fromWeb(reply.body as never).pipe(response);
      })
      .catch(() => response.destroy());
  };
});

describe('the adapter for fetch', () => {
  it('hands on what cannot be copied: a network error, or a switch of protocols', async () => {
    const security = createSecurity({
      privateKey: 'x2JkVvPpFz8b3QwqmTnR4yYc7uKd9sLh6gAeZi5oXjMtBrSvNfUaWlHpGkDyCqEx',
      expiration: '15m',
    });
    const error = Response.error();
    expect(await authenticate(security)(() => error)(new Request('http://a.example/'))).toBe(error);
  });
});

import { Elysia } from 'elysia';
import { describe, it } from 'vitest';
import { fetchView } from '../../src/adapter.ts';
import type { AuthError } from '../../src/index.ts';
import { expectRefusals, refuse } from './refusals.ts';
import type { Ask, Expected } from './refusals.ts';

function check(expected: Expected, app: { handle(request: Request): Promise<Response> }) {
  const ask: Ask = async (path, headers) => {
    const response = await app.handle(new Request(`http://localhost${path}`, { headers }));
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  return expectRefusals(ask, expected);
}

describe.each([true, false])('an AuthError without an adapter, in Elysia with aot %s', (aot) => {
  it('is answered by the default error handler', () => {
    const app = new Elysia({ aot }).get('/*', ({ request }) => refuse(fetchView(request)));
    return check({ hasHeaders: true, mediaType: 'application/problem+json' }, app);
  });

  it('is answered by an onError that reads status and message', () => {
    const app = new Elysia({ aot })
      .onError(({ error, set }) => {
        const { status, message } = error as AuthError;
        set.status = status;
        return { error: message };
      })
      .get('/*', ({ request }) => refuse(fetchView(request)));
    // Without AOT Elysia takes `toResponse` of an error before it asks onError.
    const mediaType = aot ? 'application/json' : 'application/problem+json';
    return check({ hasHeaders: false, mediaType }, app);
  });

  it('is answered by an onError that returns the error', () => {
    const app = new Elysia({ aot })
      .onError(({ error }) => error)
      .get('/*', ({ request }) => refuse(fetchView(request)));
    return check({ hasHeaders: true, mediaType: 'application/problem+json' }, app);
  });
});

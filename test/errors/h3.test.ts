import { H3, serve } from 'h3';
import type { H3Config } from 'h3';
import { describe, it } from 'vitest';
import { fetchView } from '../../src/adapter.ts';
import { AuthError } from '../../src/index.ts';
import { askPort, expectRefusals, refuse } from './refusals.ts';
import type { Expected } from './refusals.ts';

async function check(expected: Expected, config: H3Config = {}): Promise<void> {
  const app = new H3({ silent: true, ...config });
  app.get('/**', (event) => refuse(fetchView(event.req)));
  const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true });
  await server.ready();
  await expectRefusals(askPort(Number(new URL(server.url as string).port)), expected);
  await server.close(true);
}

describe('an AuthError without an adapter, in h3', () => {
  it('is answered by the default error handler', () =>
    check({ hasHeaders: true, mediaType: 'application/json' }));

  it('is answered by an onError that reads its cause', () =>
    check(
      { hasHeaders: true, mediaType: 'application/problem+json' },
      {
        onError: (error) =>
          AuthError.isAuthError(error.cause) ? error.cause.toResponse() : undefined,
      },
    ));
});

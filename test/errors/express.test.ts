import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express5 from 'express';
import type { Application, ErrorRequestHandler } from 'express';
import express4 from 'express4';
import { describe, it, vi } from 'vitest';
import { nodeView } from '../../src/adapter.ts';
import type { AuthError } from '../../src/index.ts';
import { askPort, expectRefusals, refuse } from './refusals.ts';
import type { Ask } from './refusals.ts';

async function serve(app: Application, run: (ask: Ask) => Promise<void>): Promise<void> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await run(askPort((server.address() as AddressInfo).port));
  // Express prints after the response was sent.
  await new Promise((resolve) => setImmediate(resolve));
  server.close();
}

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express5],
])('an AuthError without an adapter, in Express %s', (_version, create) => {
  const appWith = (env: string, ...handlers: ErrorRequestHandler[]): Application => {
    const app = create();
    app.set('env', env);
    app.use((request, _response, next) => void refuse(nodeView(request)).catch(next));
    for (const handler of handlers) app.use(handler);
    return app;
  };

  it.each(['test', 'development', 'production'])(
    'is answered by the default error handler, with env %s',
    async (env) => {
      // Outside of tests Express prints the errors that it answers.
      const print = vi.spyOn(console, 'error').mockImplementation(() => {});
      await serve(appWith(env), (ask) =>
        expectRefusals(ask, { hasHeaders: true, mediaType: 'text/html' }),
      );
      print.mockRestore();
    },
  );

  it('is answered by an error handler that reads status, expose and message', async () => {
    const handler: ErrorRequestHandler = (error: AuthError, _request, response, _next) => {
      response.status(error.status || 500);
      response.json({ error: error.expose ? error.message : 'Internal Server Error' });
    };
    await serve(appWith('test', handler), (ask) =>
      expectRefusals(ask, { hasHeaders: false, mediaType: 'application/json' }),
    );
  });

  it('is answered by an error handler that reads statusCode and headers, and sends the error', async () => {
    const handler: ErrorRequestHandler = (error: AuthError, _request, response, _next) =>
      void response.status(error.statusCode).set(error.headers).json(error);
    await serve(appWith('test', handler), (ask) =>
      expectRefusals(ask, { hasHeaders: true, mediaType: 'application/json' }),
    );
  });

  it('says nothing in an error handler that spreads the error', async () => {
    const handler: ErrorRequestHandler = (error: AuthError, _request, response, _next) =>
      void response.status(error.status).json({ ...error, message: error.message });
    await serve(appWith('test', handler), (ask) =>
      expectRefusals(ask, { hasHeaders: false, mediaType: 'application/json' }),
    );
  });
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { describe, it } from 'vitest';
import { nodeView } from '../../src/adapter.ts';
import type { AuthError } from '../../src/index.ts';
import { askPort, expectRefusals, refuse } from './refusals.ts';
import type { Expected } from './refusals.ts';

async function check(expected: Expected, ...middlewares: Middleware[]): Promise<void> {
  const app = new Koa();
  app.silent = true;
  for (const middleware of middlewares) app.use(middleware);
  app.use((ctx) => refuse(nodeView(ctx.req)));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await expectRefusals(askPort((server.address() as AddressInfo).port), expected);
  server.close();
}

describe('an AuthError without an adapter, in Koa', () => {
  it('is answered by the default error handler', () =>
    check({ hasHeaders: true, mediaType: 'text/plain' }));

  it('is answered by a middleware that reads status, expose and message', () =>
    check({ hasHeaders: false, mediaType: 'application/json' }, async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        const { status, expose, message } = error as AuthError;
        ctx.status = status || 500;
        ctx.body = { error: expose ? message : 'Internal Server Error' };
      }
    }));

  it('is answered by a middleware that sets status and headers, and sends the error', () =>
    check({ hasHeaders: true, mediaType: 'application/json' }, async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        const { statusCode, headers } = error as AuthError;
        ctx.status = statusCode;
        ctx.set(headers);
        ctx.body = error;
      }
    }));
});

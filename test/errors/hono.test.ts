import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, it } from 'vitest';
import { fetchView } from '../../src/adapter.ts';
import { AuthError } from '../../src/index.ts';
import { restoreFetchClasses } from '../support/globals.ts';
import { askPort, expectRefusals, refuse } from './refusals.ts';
import type { Expected } from './refusals.ts';

restoreFetchClasses();

const PROBLEM: Expected = { hasHeaders: true, mediaType: 'application/problem+json' };

async function check(expected: Expected, onError?: ErrorHandler): Promise<void> {
  const app = new Hono();
  if (onError !== undefined) app.onError(onError);
  app.get('/*', (c) => refuse(fetchView(c.req.raw)));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  await expectRefusals(askPort((server.address() as AddressInfo).port), expected);
  server.close();
}

describe('an AuthError without an adapter, in Hono', () => {
  it('is answered by the default error handler', () => check(PROBLEM));

  it('is answered by an onError that asks for getResponse', () =>
    check(PROBLEM, (error, c) =>
      'getResponse' in error ? error.getResponse() : c.text('Internal Server Error', 500),
    ));

  it('is answered by an onError that reads status and message', () =>
    check({ hasHeaders: false, mediaType: 'application/json' }, (error, c) => {
      const { status = 500, message } = error as Partial<AuthError>;
      return c.json({ error: message }, status as 500);
    }));

  it('says nothing in an onError that knows HTTPException alone', () =>
    check({ hasHeaders: false, mediaType: 'text/plain', status: 500 }, (error, c) =>
      error instanceof HTTPException ? error.getResponse() : c.text(error.message, 500),
    ));
});

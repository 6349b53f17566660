import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { describe, it } from 'vitest';
import { nodeView } from '../../src/adapter.ts';
import type { AuthError } from '../../src/index.ts';
import { askPort, expectRefusals, refuse } from './refusals.ts';
import type { Expected } from './refusals.ts';

const JSON_BODY: Expected = { hasHeaders: true, mediaType: 'application/json' };

async function check(
  expected: Expected,
  handle?: Parameters<FastifyInstance['setErrorHandler']>[0],
): Promise<void> {
  const app = fastify();
  if (handle !== undefined) app.setErrorHandler(handle);
  app.get('/*', (request) => refuse(nodeView(request.raw)));
  await app.listen({ port: 0, host: '127.0.0.1' });
  await expectRefusals(askPort((app.server.address() as AddressInfo).port), expected);
  await app.close();
}

describe('an AuthError without an adapter, in Fastify', () => {
  it('is answered by the default error handler', () => check(JSON_BODY));

  it('is answered by an error handler that sends the error', () =>
    check(JSON_BODY, (error, _request, reply) => reply.send(error)));

  it('is answered by an error handler that reads statusCode and message', () =>
    check({ ...JSON_BODY, hasHeaders: false }, (error, _request, reply) => {
      const { statusCode, message } = error as AuthError;
      return reply.status(statusCode ?? 500).send({ error: message });
    }));

  it('is answered by an error handler that reads statusCode and headers', () =>
    check(JSON_BODY, (error, _request, reply) => {
      const { statusCode, headers, message } = error as AuthError;
      return reply.status(statusCode).headers(headers).send({ error: message });
    }));
});
